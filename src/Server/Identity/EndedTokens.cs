using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Storage;

namespace Sotto.Server.Identity;

/// <summary>
/// Access tokens that a newer one replaced. A page uses the token it has, so one that shows up after its end was copied:
/// out of a log, a HAR file, a proxy. Nobody can tell the thief from the holder, so the session or API token
/// ends for both, and its holder is told (RFC 9449 leaves this to the server; peer failure 17).
/// </summary>
internal sealed class EndedTokens(
    Database database,
    SessionEndings endings,
    ApiTokenEndings apiTokenEndings,
    SecurityEvents events,
    ILiveSessions live,
    TimeProvider time
)
{
    /// <summary>Requests with the token before may still be on their way when its successor is minted.</summary>
    private static readonly TimeSpan OnTheirWay = TimeSpan.FromSeconds(10);

    /// <summary>As long as the longest session.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(24);

    /// <summary>A token that was replaced, and what it was minted under.</summary>
    internal sealed record Ended(byte[] TokenHash, string? SessionId, string? ApiTokenId);

    private sealed record Row(
        string OrganisationId,
        string DeviceId,
        string? SessionId,
        string? ApiTokenId,
        string OwnerId
    );

    public static void Add(
        WriteTransaction transaction,
        OrganisationId organisation,
        DeviceId device,
        Ended ended,
        DateTimeOffset now
    )
    {
        transaction.Execute(
            "DELETE FROM ended_tokens WHERE ended_at < @limit",
            new { limit = (now - Remembered).ToUnixTimeMilliseconds() }
        );
        transaction.Execute(
            "INSERT INTO ended_tokens (token_hash, organisation_id, device_id, session_id, api_token_id, ended_at) "
                + "VALUES (@TokenHash, @organisation, @device, @SessionId, @ApiTokenId, @now)",
            new
            {
                ended.TokenHash,
                organisation = organisation.ToString(),
                device = device.ToString(),
                ended.SessionId,
                ended.ApiTokenId,
                now = now.ToUnixTimeMilliseconds(),
            }
        );
    }

    /// <summary>
    /// Looks at a token that is not alive. One that was replaced a while ago ends what it was minted under with every token
    /// of it, once: a second use finds nothing left to end.
    /// </summary>
    public async Task NoticeAsync(string? token, string place, CancellationToken cancel)
    {
        if (Secrets.HashOf(token) is not { } hash || !await WasEndedAsync(hash, cancel).ConfigureAwait(false))
        {
            return;
        }

        await database.WriteAsync(transaction => End(transaction, hash, place), cancel).ConfigureAwait(false);
    }

    private long Limit => (time.GetUtcNow() - OnTheirWay).ToUnixTimeMilliseconds();

    /// <summary>A read first: nonsense must not cost a write.</summary>
    private Task<bool> WasEndedAsync(byte[] hash, CancellationToken cancel) =>
        database.ReadAsync(
            async reader =>
                await reader
                    .GetAsync<long>(
                        "SELECT COUNT(*) FROM ended_tokens WHERE token_hash = @hash AND ended_at <= @limit",
                        new { hash, limit = Limit }
                    )
                    .ConfigureAwait(false) > 0,
            cancel
        );

    private void End(WriteTransaction transaction, byte[] hash, string place)
    {
        Row? row = transaction.Find<Row>(
            "SELECT t.organisation_id AS OrganisationId, t.device_id AS DeviceId, t.session_id AS SessionId, "
                + "t.api_token_id AS ApiTokenId, d.owner_id AS OwnerId FROM ended_tokens t JOIN devices d ON d.device_id = t.device_id "
                + "AND d.organisation_id = t.organisation_id WHERE t.token_hash = @hash AND t.ended_at <= @limit",
            new { hash, limit = Limit }
        );
        if (row is null)
        {
            return;
        }

        OrganisationId organisation = OrganisationId.Parse(row.OrganisationId);
        DeviceId device = DeviceId.Parse(row.DeviceId);
        Forget(transaction, row);
        if (row is { SessionId: null, ApiTokenId: null })
        {
            // A customer's device proves its key and goes on. Anybody can be a customer, so nothing is written about it.
            transaction.WhenCommitted(() => live.EndDevice(device));
            return;
        }

        if (row.SessionId is { } session)
        {
            endings.End(transaction, organisation, SessionId.Parse(session));
        }

        if (row.ApiTokenId is { } apiToken)
        {
            apiTokenEndings.End(transaction, organisation, UserId.Parse(row.OwnerId), ApiTokenId.Parse(apiToken));
        }

        events.Append(
            transaction,
            organisation,
            row.OwnerId,
            SecurityEventKind.TokenReused,
            new(place, Device: device)
        );
    }

    /// <summary>All tokens of the session or API token at once: a file of twelve copies knocks once and not twelve times.</summary>
    private static void Forget(WriteTransaction transaction, Row row)
    {
        foreach (string table in new[] { "ended_tokens", "device_tokens" })
        {
            transaction.Execute(
                $"DELETE FROM {table} WHERE device_id = @device AND organisation_id = @organisation "
                    + "AND COALESCE(session_id, '') = @session AND COALESCE(api_token_id, '') = @apiToken",
                new
                {
                    device = row.DeviceId,
                    organisation = row.OrganisationId,
                    session = row.SessionId ?? "",
                    apiToken = row.ApiTokenId ?? "",
                }
            );
        }
    }
}
