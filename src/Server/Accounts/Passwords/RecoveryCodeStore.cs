using System.Security.Cryptography;
using System.Text;
using OtpNet;
using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>
/// Recovery codes: ten at a time, 120 random bits each, one sign-in each. Only their SHA-256 is stored, which needs no salt
/// because there is nothing to guess (OWASP ASVS 6.5.2 asks for 112 bits).
/// </summary>
internal sealed class RecoveryCodeStore(TimeProvider time)
{
    private const int Codes = 10;
    private const int Size = 15;
    private const int Characters = 24;
    private const int Group = 4;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Ends the codes that somebody has and makes new ones. They leave the server once.</summary>
    public static IReadOnlyList<string> Replace(WriteTransaction transaction, OrganisationId organisation, UserId user)
    {
        RemoveAll(transaction, organisation, user);
        List<string> codes = Enumerable
            .Range(0, Codes)
            .Select(_ => Base32Encoding.ToString(RandomNumberGenerator.GetBytes(Size)))
            .ToList();
        foreach (string code in codes)
        {
            transaction.Execute(
                "INSERT INTO recovery_codes (code_hash, organisation_id, user_id) VALUES (@hash, @organisation, @user)",
                new
                {
                    hash = HashOf(code, user),
                    organisation = organisation.ToString(),
                    user = user.ToString(),
                }
            );
        }

        return codes.Select(code => string.Join('-', code.Chunk(Group).Select(part => new string(part)))).ToList();
    }

    public static void RemoveAll(WriteTransaction transaction, OrganisationId organisation, UserId user) =>
        transaction.Execute(
            "DELETE FROM recovery_codes WHERE organisation_id = @organisation AND user_id = @user",
            new { organisation = organisation.ToString(), user = user.ToString() }
        );

    /// <summary>Uses a code up. False, and nothing changed, for one that was used, was replaced, or is somebody else's.</summary>
    public bool TryUse(WriteTransaction transaction, StaffAccount account, string typed) =>
        Normalise(typed) is { } code
        && transaction.Execute(
            "UPDATE recovery_codes SET used_at = @now WHERE code_hash = @hash AND organisation_id = @organisation "
                + "AND user_id = @user AND used_at IS NULL",
            new
            {
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                hash = HashOf(code, account.User),
                organisation = account.Organisation.ToString(),
                user = account.User.ToString(),
            }
        ) == 1;

    public static Task<long> CountLeftAsync(Reader reader, OrganisationId organisation, UserId user) =>
        reader.GetAsync<long>(
            "SELECT COUNT(*) FROM recovery_codes WHERE organisation_id = @organisation AND user_id = @user AND used_at IS NULL",
            new { organisation = organisation.ToString(), user = user.ToString() }
        );

    /// <summary>People type codes from paper: case, spaces and dashes do not matter. Null for what no code can be.</summary>
    private static string? Normalise(string typed)
    {
        string code = string.Concat(typed.Where(character => character is not ('-' or ' '))).ToUpperInvariant();
        return code.Length == Characters && code.All(Alphabet.Contains) ? code : null;
    }

    private static byte[] HashOf(string code, UserId user) =>
        SHA256.HashData(Encoding.ASCII.GetBytes($"{user} {code}"));
}
