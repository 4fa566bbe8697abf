using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Storage;

namespace Sotto.Server.Identity;

/// <summary>Sessions of staff: idle for an hour or a day old at most, ended by sign-out or by disabling the account.</summary>
internal sealed class Sessions(Database database, TimeProvider time)
{
    public const string Cookie = "__Host-sotto";

    private static readonly TimeSpan Idle = TimeSpan.FromHours(1);
    private static readonly TimeSpan Absolute = TimeSpan.FromHours(24);
    private static readonly TimeSpan TouchEvery = TimeSpan.FromMinutes(1);

    private sealed record Row(
        string OrganisationId,
        string UserId,
        string Name,
        string Role,
        long LastUsedAt,
        long ExpiresAt
    );

    /// <summary>Starts a session inside the transaction that proved who is there; returns the secret for the cookie.</summary>
    public (string Secret, DateTimeOffset ExpiresAt) Start(
        WriteTransaction transaction,
        OrganisationId organisation,
        UserId user
    )
    {
        string secret = Secrets.New();
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset expires = now + Absolute;
        transaction.Execute(
            "INSERT INTO sessions (session_hash, organisation_id, user_id, created_at, last_used_at, expires_at) "
                + "VALUES (@hash, @organisation, @user, @now, @now, @expires)",
            new
            {
                hash = Secrets.HashOf(secret),
                organisation = organisation.ToString(),
                user = user.ToString(),
                now = now.ToUnixTimeMilliseconds(),
                expires = expires.ToUnixTimeMilliseconds(),
            }
        );
        return (secret, expires);
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
                        "SELECT s.organisation_id AS OrganisationId, s.user_id AS UserId, u.name AS Name, u.role AS Role, "
                            + "s.last_used_at AS LastUsedAt, s.expires_at AS ExpiresAt FROM sessions s "
                            + "JOIN staff u ON u.user_id = s.user_id AND u.organisation_id = s.organisation_id "
                            + "WHERE s.session_hash = @hash AND s.ended_at IS NULL AND u.disabled_at IS NULL",
                        new { hash }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (row is null || row.ExpiresAt <= now || row.LastUsedAt + (long)Idle.TotalMilliseconds <= now)
        {
            return null;
        }

        await TouchAsync(hash, row.LastUsedAt, now, cancel).ConfigureAwait(false);
        return new StaffCaller(
            OrganisationId.Parse(row.OrganisationId),
            UserId.Parse(row.UserId),
            row.Name,
            Enum.Parse<AccountRole>(row.Role),
            new Bytes(hash),
            DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt)
        );
    }

    /// <summary>Ends a session and the device tokens minted under it; ending an ended one changes nothing.</summary>
    public void End(WriteTransaction transaction, StaffCaller caller)
    {
        byte[] hash = caller.SessionHash.ToArray();
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        transaction.Execute(
            "UPDATE sessions SET ended_at = @now WHERE session_hash = @hash AND ended_at IS NULL",
            new { hash, now }
        );
        transaction.Execute("DELETE FROM device_tokens WHERE session_hash = @hash", new { hash });
    }

    private async Task TouchAsync(byte[] hash, long lastUsed, long now, CancellationToken cancel)
    {
        if (now - lastUsed < TouchEvery.TotalMilliseconds)
        {
            return; // a write per request would cost an fsync per request
        }

        await database
            .WriteAsync(
                transaction =>
                    transaction.Execute(
                        "UPDATE sessions SET last_used_at = @now WHERE session_hash = @hash",
                        new { hash, now }
                    ),
                cancel
            )
            .ConfigureAwait(false);
    }
}
