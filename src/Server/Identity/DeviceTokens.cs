using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Identity;

/// <summary>Access tokens of devices: five minutes, one per device, a new one ends the one before.</summary>
internal sealed class DeviceTokens(Database database, TimeProvider time)
{
    private sealed class Row : DeviceRow.Found
    {
        public string? SessionId { get; init; }

        public string? ApiTokenId { get; init; }

        public long ExpiresAt { get; init; }
    }

    private sealed record Held(byte[] TokenHash, string? SessionId, string? ApiTokenId);

    /// <summary>
    /// A live token's device, and what it was minted under when the device is one of staff: a session or an API token.
    /// </summary>
    internal sealed record Found(DeviceCaller Device, SessionId? Session, ApiTokenId? ApiToken);

    /// <summary>Mints a token for a device that proved its key just now.</summary>
    public (string Token, DateTimeOffset ExpiresAt) Mint(
        WriteTransaction transaction,
        OrganisationId organisation,
        DeviceId device,
        Authority? authority
    )
    {
        string token = Secrets.New();
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset expires = now + Limits.TokenLifetime;
        EndHeld(transaction, organisation, device, now);
        transaction.Execute(
            "INSERT INTO device_tokens (device_id, organisation_id, token_hash, session_id, api_token_id, expires_at) "
                + "VALUES (@device, @organisation, @hash, @session, @apiToken, @expires)",
            new
            {
                device = device.ToString(),
                organisation = organisation.ToString(),
                hash = Secrets.HashOf(token),
                session = (authority as Authority.OfSession)?.Session.ToString(),
                apiToken = (authority as Authority.OfApiToken)?.Token.ToString(),
                expires = expires.ToUnixTimeMilliseconds(),
            }
        );
        transaction.Execute(
            "UPDATE devices SET last_seen_at = @now WHERE device_id = @device AND organisation_id = @organisation",
            new
            {
                now = now.ToUnixTimeMilliseconds(),
                device = device.ToString(),
                organisation = organisation.ToString(),
            }
        );
        return (token, expires);
    }

    public async Task<Found?> FindAsync(string? token, CancellationToken cancel)
    {
        if (Secrets.HashOf(token) is not { } hash)
        {
            return null;
        }

        Row? row = await database
            .ReadAsync(
                reader =>
                    reader.FindAsync<Row>(
                        $"SELECT {DeviceRow.Columns}, t.session_id AS SessionId, t.api_token_id AS ApiTokenId, "
                            + "t.expires_at AS ExpiresAt FROM device_tokens t JOIN devices d ON d.device_id = t.device_id "
                            + "AND d.organisation_id = t.organisation_id WHERE t.token_hash = @hash AND d.removed_at IS NULL",
                        new { hash }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        if (row is null || row.ExpiresAt <= time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            return null;
        }

        return new Found(
            row.ToCaller(),
            row.SessionId is { } session ? SessionId.Parse(session) : null,
            row.ApiTokenId is { } apiToken ? ApiTokenId.Parse(apiToken) : null
        );
    }

    /// <summary>The token before is remembered as ended, so that its use can be told from nonsense.</summary>
    private static void EndHeld(
        WriteTransaction transaction,
        OrganisationId organisation,
        DeviceId device,
        DateTimeOffset now
    )
    {
        Held? held = transaction.Find<Held>(
            "DELETE FROM device_tokens WHERE device_id = @device AND organisation_id = @organisation "
                + "RETURNING token_hash AS TokenHash, session_id AS SessionId, api_token_id AS ApiTokenId",
            new { device = device.ToString(), organisation = organisation.ToString() }
        );
        if (held is not null)
        {
            EndedTokens.Add(
                transaction,
                organisation,
                device,
                new EndedTokens.Ended(held.TokenHash, held.SessionId, held.ApiTokenId),
                now
            );
        }
    }
}
