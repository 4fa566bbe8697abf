using System.Security.Cryptography;
using System.Text.Json;
using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Http;

/// <summary>
/// Remembers answered commands, so that a retry gets the first answer and changes nothing. The memory is part of the
/// transaction of the command itself.
/// </summary>
internal sealed class Idempotency(Database database, TimeProvider time)
{
    public const string Header = "Idempotency-Key";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    private sealed record Row(byte[] BodyHash, string Reply);

    /// <summary>The answer given before: null when there was none, <see cref="Answer{T}.Mismatch"/> for another body.</summary>
    public static Answer<T>? Find<T>(
        WriteTransaction transaction,
        OrganisationId organisation,
        string caller,
        MessageId key,
        byte[] bodyHash
    )
    {
        Row? row = transaction.Find<Row>(
            "SELECT body_hash AS BodyHash, reply AS Reply FROM idempotency_keys "
                + "WHERE organisation_id = @organisation AND caller = @caller AND idempotency_key = @key",
            new
            {
                organisation = organisation.ToString(),
                caller,
                key = key.ToString(),
            }
        );
        if (row is null)
        {
            return null;
        }

        return row.BodyHash.AsSpan().SequenceEqual(bodyHash)
            ? new Answer<T>(JsonSerializer.Deserialize<T>(row.Reply, ProtocolJson.Options), Mismatch: false)
            : new Answer<T>(default, Mismatch: true);
    }

    /// <summary>Whether this command was answered before, whatever its body was.</summary>
    public async Task<bool> IsKnownAsync(
        OrganisationId organisation,
        string caller,
        MessageId key,
        CancellationToken cancel
    ) =>
        await database
            .ReadAsync(
                reader =>
                    reader.GetAsync<long>(
                        "SELECT COUNT(*) FROM idempotency_keys WHERE organisation_id = @organisation AND caller = @caller "
                            + "AND idempotency_key = @key",
                        new
                        {
                            organisation = organisation.ToString(),
                            caller,
                            key = key.ToString(),
                        }
                    ),
                cancel
            )
            .ConfigureAwait(false) > 0;

    public void Remember<T>(
        WriteTransaction transaction,
        OrganisationId organisation,
        string caller,
        MessageId key,
        byte[] bodyHash,
        T reply
    )
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        transaction.Execute(
            "INSERT INTO idempotency_keys (idempotency_key, organisation_id, caller, body_hash, status, reply, created_at) "
                + "VALUES (@key, @organisation, @caller, @bodyHash, 200, @reply, @now)",
            new
            {
                key = key.ToString(),
                organisation = organisation.ToString(),
                caller,
                bodyHash,
                reply = JsonSerializer.Serialize(reply, ProtocolJson.Options),
                now,
            }
        );
        transaction.Execute(
            "DELETE FROM idempotency_keys WHERE created_at < @oldest",
            new { oldest = now - (long)Kept.TotalMilliseconds }
        );
    }

    /// <summary>What makes two requests the same: their content as the server understood it.</summary>
    public static byte[] HashOf<T>(string route, T request) =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { route, request }, ProtocolJson.Options));

    /// <summary>An earlier answer to the same key.</summary>
    public sealed record Answer<T>(T? Reply, bool Mismatch);
}
