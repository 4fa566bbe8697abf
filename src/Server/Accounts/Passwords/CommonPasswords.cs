using System.Security.Cryptography;
using System.Text;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>
/// The passwords that everybody tries first, as truncated hashes in a file that <c>build/common-passwords.mjs</c> makes
/// and describes. Never misses one that is on the list; mistakes one in five million that is not.
/// </summary>
internal static class CommonPasswords
{
    private const string Resource = "common-passwords.bin";
    private const int Buckets = 1 << 16;
    private const int Rest = 3;

    private static readonly byte[] File = Read();

    /// <summary>Whether it is on the list, in whatever case.</summary>
    public static bool Contains(string password)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(password.ToLowerInvariant()));
        int bucket = (hash[0] << 8) | hash[1];
        int before = 0;
        foreach (byte count in File.AsSpan(0, bucket))
        {
            before += count;
        }

        ReadOnlySpan<byte> entries = File.AsSpan(Buckets + (before * Rest), File[bucket] * Rest);
        ReadOnlySpan<byte> wanted = hash.AsSpan(2, Rest);
        for (int i = 0; i < entries.Length; i += Rest)
        {
            if (entries.Slice(i, Rest).SequenceEqual(wanted))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] Read()
    {
        using Stream stream =
            typeof(CommonPasswords).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException("The list of common passwords is missing from the build.");
        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        return file;
    }
}
