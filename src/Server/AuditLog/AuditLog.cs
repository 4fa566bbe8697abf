using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Auditing;

/// <summary>
/// What happened, in order, per organisation. An entry is written in the transaction of what it records, so neither
/// exists without the other. Beside the readable entry stands a salted commitment: the entry can be erased later and
/// the commitment still proves that nothing was inserted or removed.
/// </summary>
internal sealed class AuditLog(TimeProvider time)
{
    private const int SaltSize = 32;

    /// <summary>Appends one entry. <paramref name="entry"/> holds ids and facts, never content, names, keys or tokens.</summary>
    public void Append(
        WriteTransaction transaction,
        OrganisationId organisation,
        AuditKind kind,
        string actor,
        object entry
    )
    {
        string organisationId = organisation.ToString();
        long number = transaction.Get<long>(
            "SELECT COALESCE(MAX(number), 0) + 1 FROM audit_entries WHERE organisation_id = @organisationId",
            new { organisationId }
        );
        long at = time.GetUtcNow().ToUnixTimeMilliseconds();
        string text = JsonSerializer.Serialize(entry, ProtocolJson.Options);
        byte[] salt = RandomNumberGenerator.GetBytes(SaltSize);
        transaction.Execute(
            "INSERT INTO audit_entries (organisation_id, number, at, kind, actor, entry, salt, commitment) "
                + "VALUES (@organisationId, @number, @at, @kind, @actor, @text, @salt, @commitment)",
            new
            {
                organisationId,
                number,
                at,
                kind = kind.ToString(),
                actor,
                text,
                salt,
                commitment = Commit(salt, $"{number}\n{at}\n{kind}\n{actor}\n{text}"),
            }
        );
    }

    private static byte[] Commit(byte[] salt, string text) => HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(text));
}
