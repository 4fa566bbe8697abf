using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Storage;

namespace Sotto.Server.Auditing;

/// <summary>Where an event of an account came from, and how and on which device as far as that is known.</summary>
internal sealed record EventSource(string Place, SignInMethod? Method = null, DeviceId? Device = null);

/// <summary>
/// What happened to an account: an entry of the audit log for the organisation, and a row for its holder, who is the one
/// to say "that was not me". Both are written in the transaction of what they record.
/// </summary>
internal sealed class SecurityEvents(Database database, AuditLog audit, TimeProvider time)
{
    private const int MostListed = 200;
    private const int IdSize = 16;
    private const int MostOfStrangers = 10;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);
    private static readonly TimeSpan StrangersWindow = TimeSpan.FromHours(1);

    private sealed record Row(string Kind, long At, string Place, string? Method, string? DeviceName);

    /// <summary>Records an event of <paramref name="user"/>, a member of staff or a customer.</summary>
    public void Append(
        WriteTransaction transaction,
        OrganisationId organisation,
        string user,
        SecurityEventKind kind,
        EventSource source,
        object? facts = null
    )
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        transaction.Execute(
            "DELETE FROM security_events WHERE organisation_id = @organisation AND user_id = @user AND at < @limit",
            new
            {
                organisation = organisation.ToString(),
                user,
                limit = now - (long)Kept.TotalMilliseconds,
            }
        );
        transaction.Execute(
            "INSERT INTO security_events (event_id, organisation_id, user_id, at, kind, place, method, device_id) "
                + "VALUES (@id, @organisation, @user, @now, @kind, @place, @method, @device)",
            new
            {
                id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdSize)),
                organisation = organisation.ToString(),
                user,
                now,
                kind = kind.ToString(),
                place = source.Place,
                method = source.Method?.ToString(),
                device = source.Device?.ToString(),
            }
        );
        audit.Append(
            transaction,
            organisation,
            Enum.Parse<AuditKind>(kind.ToString()),
            user,
            new
            {
                place = source.Place,
                method = source.Method,
                device = source.Device,
                facts,
            }
        );
    }

    /// <summary>
    /// As <see cref="Append"/>, for what a stranger can cause as often as they like: at most ten of a kind per account and
    /// hour, so that guessing fills no log and hides nothing among its own noise.
    /// </summary>
    public void AppendSeldom(
        WriteTransaction transaction,
        OrganisationId organisation,
        string user,
        SecurityEventKind kind,
        EventSource source
    )
    {
        long written = transaction.Get<long>(
            "SELECT COUNT(*) FROM security_events WHERE organisation_id = @organisation AND user_id = @user "
                + "AND kind = @kind AND at > @since",
            new
            {
                organisation = organisation.ToString(),
                user,
                kind = kind.ToString(),
                since = (time.GetUtcNow() - StrangersWindow).ToUnixTimeMilliseconds(),
            }
        );
        if (written < MostOfStrangers)
        {
            Append(transaction, organisation, user, kind, source);
        }
    }

    /// <summary>Of one person, newest first, at most 200.</summary>
    public async Task<IReadOnlyList<SecurityEvent>> ListAsync(
        OrganisationId organisation,
        UserId user,
        CancellationToken cancel
    )
    {
        IReadOnlyList<Row> rows = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<Row>(
                        "SELECT e.kind AS Kind, e.at AS At, e.place AS Place, e.method AS Method, d.name AS DeviceName "
                            + "FROM security_events e LEFT JOIN devices d ON d.device_id = e.device_id "
                            + "AND d.organisation_id = e.organisation_id WHERE e.organisation_id = @organisation "
                            + "AND e.user_id = @user AND e.at >= @limit ORDER BY e.at DESC, e.event_id LIMIT @most",
                        new
                        {
                            organisation = organisation.ToString(),
                            user = user.ToString(),
                            limit = (time.GetUtcNow() - Kept).ToUnixTimeMilliseconds(),
                            most = MostListed,
                        }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return rows.Select(row => new SecurityEvent(
                Enum.Parse<SecurityEventKind>(row.Kind),
                DateTimeOffset.FromUnixTimeMilliseconds(row.At),
                row.Place,
                row.Method is { } method ? Enum.Parse<SignInMethod>(method) : null,
                row.DeviceName
            ))
            .ToList();
    }
}
