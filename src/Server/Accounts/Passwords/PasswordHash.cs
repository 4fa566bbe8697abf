using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>
/// Argon2id (RFC 9106) in the PHC format: the cost stands in each hash, so that a later version can ask for more and still
/// read what is stored.
/// </summary>
internal static class PasswordHash
{
    private const int SaltSize = 16;
    private const int HashSize = 32;
    private const int Parts = 6;

    public static string Make(string password, PasswordCost cost)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltSize);
        Argon2Parameters parameters = new()
        {
            DegreeOfParallelism = 1,
            MemorySize = cost.Memory,
            NumberOfPasses = cost.Passes,
        };
        return Write(cost, salt, Derive(password, salt, parameters));
    }

    /// <summary>A hash that no password has, to be checked where there is none: it takes as long.</summary>
    public static string OfNobody(PasswordCost cost) =>
        Write(cost, RandomNumberGenerator.GetBytes(SaltSize), RandomNumberGenerator.GetBytes(HashSize));

    public static bool IsOf(string hash, string password)
    {
        string[] parts = hash.Split('$');
        if (parts.Length != Parts || parts[1] != "argon2id" || parts[2] != "v=19")
        {
            throw new InvalidOperationException("A stored password hash is of another kind.");
        }

        byte[] derived = Derive(password, Convert.FromBase64String(Padded(parts[4])), ReadCost(parts[3]));
        return CryptographicOperations.FixedTimeEquals(derived, Convert.FromBase64String(Padded(parts[5])));
    }

    private static byte[] Derive(string password, byte[] salt, Argon2Parameters cost)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(password);
        try
        {
            return new Argon2id(cost).DeriveBytes(bytes, salt, HashSize);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static string Write(PasswordCost cost, byte[] salt, byte[] hash) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"$argon2id$v=19$m={cost.Memory},t={cost.Passes},p=1${Unpadded(salt)}${Unpadded(hash)}"
        );

    private static Argon2Parameters ReadCost(string text)
    {
        long[] cost = text.Split(',').Select(part => long.Parse(part[2..], CultureInfo.InvariantCulture)).ToArray();
        return new Argon2Parameters
        {
            MemorySize = cost[0],
            NumberOfPasses = cost[1],
            DegreeOfParallelism = (int)cost[2],
        };
    }

    private static string Unpadded(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static string Padded(string text) => text.PadRight((text.Length + 3) / 4 * 4, '=');
}
