using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Configuration;
using Sotto.Storage;

namespace Sotto.Server.Identity;

/// <summary>
/// Sessions of staff. One ends when its holder does nothing for long enough, when it is old enough, by sign-out, from
/// another session, or with the account. Only what a person does keeps it alive (<see cref="Touch"/>): what a page
/// does by itself does not.
/// </summary>
internal sealed class Sessions(Database database, ServerSettings settings, TimeProvider time) : IDisposable
{
    public const string Cookie = "__Host-sotto";

    /// <summary>How long the cookie before the last change still counts, for requests that were on their way.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    private const string Select =
        "SELECT s.session_id AS SessionId, s.organisation_id AS OrganisationId, s.user_id AS UserId, u.name AS Name, "
        + "u.role AS Role, s.method AS Method, s.device_id AS DeviceId, s.last_used_at AS LastUsedAt, s.expires_at AS ExpiresAt, "
        + "s.verified_at AS VerifiedAt FROM sessions s "
        + "JOIN staff u ON u.user_id = s.user_id AND u.organisation_id = s.organisation_id "
        + "WHERE s.ended_at IS NULL AND u.disabled_at IS NULL AND ";

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    private sealed record Row(
        string SessionId,
        string OrganisationId,
        string UserId,
        string Name,
        string Role,
        string Method,
        string? DeviceId,
        long LastUsedAt,
        long ExpiresAt,
        long VerifiedAt
    );

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Starts a session inside the transaction that proved who is there.</summary>
    public StartedSession Start(
        WriteTransaction transaction,
        OrganisationId organisation,
        UserId user,
        Verification verification
    )
    {
        string secret = Secrets.New();
        SessionId id = SessionId.New(_random);
        long now = Now;
        long expires = now + (long)settings.Sessions.Absolute.TotalMilliseconds;
        // A provider may let somebody in who is not there just now, so a sign-in by it is never a fresh verification.
        long verified = verification.Method is SignInMethod.OpenId ? 0 : now;
        transaction.Execute(
            "INSERT INTO sessions (session_hash, session_id, organisation_id, user_id, method, place, created_at, "
                + "last_used_at, verified_at, changed_at, expires_at) "
                + "VALUES (@hash, @id, @organisation, @user, @method, @place, @now, @now, @verified, @now, @expires)",
            new
            {
                hash = Secrets.HashOf(secret),
                id = id.ToString(),
                organisation = organisation.ToString(),
                user = user.ToString(),
                method = verification.Method.ToString(),
                place = verification.Place,
                now,
                verified,
                expires,
            }
        );
        return new StartedSession(secret, id, verification.Method, TimesOf(verified, now, expires));
    }

    /// <summary>The holder of a live session, or null.</summary>
    public async Task<StaffCaller?> FindAsync(string? secret, CancellationToken cancel)
    {
        if (Secrets.HashOf(secret) is not { } hash)
        {
            return null;
        }

        Row? row = await database
            .ReadAsync(
                reader =>
                    reader.FindAsync<Row>(
                        Select + "(s.session_hash = @hash OR (s.previous_hash = @hash AND s.changed_at > @overlap))",
                        new { hash, overlap = Now - (long)Overlap.TotalMilliseconds }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return row is not null && IsAlive(row) ? Read(row) : null;
    }

    /// <summary>Whether a session is alive, whatever its cookie is by now.</summary>
    public async Task<bool> IsAliveAsync(SessionId session, CancellationToken cancel)
    {
        Row? row = await database
            .ReadAsync(
                reader =>
                    reader.FindAsync<Row>(Select + "s.session_id = @session", new { session = session.ToString() }),
                cancel
            )
            .ConfigureAwait(false);
        return row is not null && IsAlive(row);
    }

    /// <summary>Its holder did something: the session idles from now on. Returns until when.</summary>
    public DateTimeOffset Touch(WriteTransaction transaction, StaffCaller caller, string place)
    {
        long now = Now;
        transaction.Execute(
            "UPDATE sessions SET last_used_at = @now, place = @place WHERE session_id = @id AND ended_at IS NULL",
            new
            {
                now,
                place,
                id = caller.Session.ToString(),
            }
        );
        return TimesOf(now, now, caller.Times.ExpiresAt.ToUnixTimeMilliseconds()).IdleUntil;
    }

    /// <summary>
    /// Its holder proved again who they are: the session counts as fresh and gets another cookie (OWASP ASVS 7.2.4).
    /// Null when the session has ended meanwhile. Its end does not move.
    /// </summary>
    public StartedSession? Refresh(WriteTransaction transaction, StaffCaller caller, Verification verification)
    {
        string secret = Secrets.New();
        long now = Now;
        int changed = transaction.Execute(
            "UPDATE sessions SET previous_hash = session_hash, session_hash = @hash, changed_at = @now, "
                + "verified_at = @now, last_used_at = @now, place = @place WHERE session_id = @id AND ended_at IS NULL",
            new
            {
                hash = Secrets.HashOf(secret),
                now,
                place = verification.Place,
                id = caller.Session.ToString(),
            }
        );
        SessionTimes times = TimesOf(now, now, caller.Times.ExpiresAt.ToUnixTimeMilliseconds());
        return changed == 1 ? new StartedSession(secret, caller.Session, caller.Method, times) : null;
    }

    /// <summary>
    /// Binds a session to the first device that proves its key under it. False for any other: a stolen cookie beside
    /// a key of the thief's own opens nothing.
    /// </summary>
    public static bool TryBind(WriteTransaction transaction, SessionId session, DeviceId device) =>
        transaction.Execute(
            "UPDATE sessions SET device_id = @device WHERE session_id = @session AND ended_at IS NULL "
                + "AND (device_id IS NULL OR device_id = @device)",
            new { session = session.ToString(), device = device.ToString() }
        ) == 1;

    /// <summary>
    /// Whether the caller that the gate admitted is still what it was: the session alive, the account enabled, the role the
    /// same. A request's body may arrive minutes after its head, so whatever changes who can get in asks this first in its
    /// transaction.
    /// </summary>
    public static bool StillHolds(WriteTransaction transaction, StaffCaller caller) =>
        transaction.Find<string>(
            "SELECT u.role FROM staff u JOIN sessions s ON s.user_id = u.user_id AND s.organisation_id = u.organisation_id "
                + "WHERE s.session_id = @session AND s.ended_at IS NULL AND u.disabled_at IS NULL"
                + transaction.ForUpdate,
            new { session = caller.Session.ToString() }
        ) == caller.Role.ToString();

    public void Dispose() => _random.Dispose();

    private bool IsAlive(Row row)
    {
        long now = Now;
        return row.ExpiresAt > now && row.LastUsedAt + (long)settings.Sessions.Idle.TotalMilliseconds > now;
    }

    private StaffCaller Read(Row row) =>
        new(
            OrganisationId.Parse(row.OrganisationId),
            UserId.Parse(row.UserId),
            row.Name,
            Enum.Parse<AccountRole>(row.Role),
            SessionId.Parse(row.SessionId),
            Enum.Parse<SignInMethod>(row.Method),
            row.DeviceId is { } device ? DeviceId.Parse(device) : null,
            TimesOf(row.VerifiedAt, row.LastUsedAt, row.ExpiresAt)
        );

    private SessionTimes TimesOf(long verified, long lastUsed, long expires)
    {
        DateTimeOffset end = DateTimeOffset.FromUnixTimeMilliseconds(expires);
        DateTimeOffset idle = DateTimeOffset.FromUnixTimeMilliseconds(lastUsed) + settings.Sessions.Idle;
        DateTimeOffset fresh = DateTimeOffset.FromUnixTimeMilliseconds(verified) + Limits.StepUpLifetime;
        return new SessionTimes(end, idle < end ? idle : end, fresh);
    }
}
