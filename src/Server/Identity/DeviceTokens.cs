using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Identity;

/// <summary>Access tokens of devices: five minutes, one per device, a new one ends the one before.</summary>
internal sealed class DeviceTokens(Database database, TimeProvider time)
{
    private sealed class Row : DeviceRow.Found
    {
        public byte[]? SessionHash { get; init; }

        public long ExpiresAt { get; init; }
    }

    /// <summary>A live token's device, and the session it was minted under when the device is one of staff.</summary>
    internal sealed record Found(DeviceCaller Device, Bytes? SessionHash);

    /// <summary>Mints a token for a device that proved its key just now.</summary>
    public (string Token, DateTimeOffset ExpiresAt) Mint(
        WriteTransaction transaction,
        OrganisationId organisation,
        DeviceId device,
        Bytes? sessionHash
    )
    {
        string token = Secrets.New();
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset expires = now + Limits.TokenLifetime;
        transaction.Execute(
            "INSERT INTO device_tokens (device_id, organisation_id, token_hash, session_hash, expires_at) "
                + "VALUES (@device, @organisation, @hash, @session, @expires) "
                + "ON CONFLICT (device_id) DO UPDATE SET token_hash = excluded.token_hash, "
                + "session_hash = excluded.session_hash, expires_at = excluded.expires_at",
            new
            {
                device = device.ToString(),
                organisation = organisation.ToString(),
                hash = Secrets.HashOf(token),
                session = sessionHash?.ToArray(),
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
                        $"SELECT {DeviceRow.Columns}, t.session_hash AS SessionHash, t.expires_at AS ExpiresAt "
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

        return new Found(row.ToCaller(), row.SessionHash is { } session ? new Bytes(session) : null);
    }
}
