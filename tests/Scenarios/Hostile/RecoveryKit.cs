using Sotto.Protocol;

namespace Sotto.Scenarios.Hostile;

/// <summary>The root key as its owner wrote it down, so that a test can sign what only the root can.</summary>
internal static class RecoveryKit
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int SeedLength = 32;

    public static SigningKey RootOf(IReadOnlyList<string> groups) => SigningKey.FromSeed(SeedOf(groups));

    public static byte[] SeedOf(IReadOnlyList<string> groups)
    {
        byte[] seed = new byte[SeedLength];
        int pending = 0;
        int bits = 0;
        int written = 0;
        foreach (char character in string.Concat(groups))
        {
            pending = ((pending << 5) | Alphabet.IndexOf(character, StringComparison.Ordinal)) & 0xFFF;
            bits += 5;
            if (bits >= 8 && written < SeedLength)
            {
                bits -= 8;
                seed[written++] = (byte)(pending >> bits);
            }
        }

        return seed;
    }
}
