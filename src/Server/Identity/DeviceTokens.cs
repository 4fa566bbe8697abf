using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Identity;

/// <summary>Access tokens of devices: five minutes, one per device, a new one ends the one before.</summary>
internal sealed class DeviceTokens(Database database, TimeProvider time)
{
    private sealed class Row : DeviceRow.Found
    {
        public string? SessionId { get; init; }

        public long ExpiresAt { get; init; }
    }

    private sealed record Held(byte[] TokenHash, string? SessionId);

    /// <summary>A live token's device, and the session it was minted under when the device is one of staff.</summary>
    internal sealed record Found(DeviceCaller Device, SessionId? Session);

    /// <summary>Mints a token for a device that proved its key just now.</summary>
    public (string Token, DateTimeOffset ExpiresAt) Mint(
        WriteTransaction transaction,
        OrganisationId organisation,
        DeviceId device,
        SessionId? session
    )
    {
        string token = Secrets.New();
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset expires = now + Limits.TokenLifetime;
        EndHeld(transaction, organisation, device, now);
        transaction.Execute(
            "INSERT INTO device_tokens (device_id, organisation_id, token_hash, session_id, expires_at) "
                + "VALUES (@device, @organisation, @hash, @session, @expires)",
            new
            {
                device = device.ToString(),
                organisation = organisation.ToString(),
                hash = Secrets.HashOf(token),
                session = session?.ToString(),
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
                        $"SELECT {DeviceRow.Columns}, t.session_id AS SessionId, t.expires_at AS ExpiresAt "
                            + "FROM device_tokens t JOIN devices d ON d.device_id = t.device_id "
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

        return new Found(row.ToCaller(), row.SessionId is { } session ? SessionId.Parse(session) : null);
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
                + "RETURNING token_hash AS TokenHash, session_id AS SessionId",
            new { device = device.ToString(), organisation = organisation.ToString() }
        );
        if (held is not null)
        {
            EndedTokens.Add(transaction, organisation, device, held.TokenHash, held.SessionId, now);
        }
    }
}
