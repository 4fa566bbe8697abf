namespace Sotto.Protocol;

/// <summary>Unpadded base32 (RFC 4648 section 6), lower case, canonical: unused bits of the last character are zero.</summary>
internal static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int BitsPerCharacter = 5;

    internal static int EncodedLength(int bytes) => ((bytes * 8) + BitsPerCharacter - 1) / BitsPerCharacter;

    internal static string Encode(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[EncodedLength(bytes.Length)];
        uint pending = 0;
        int bits = 0;
        int written = 0;
        foreach (byte value in bytes)
        {
            pending = (pending << 8) | value;
            bits += 8;
            while (bits >= BitsPerCharacter)
            {
                bits -= BitsPerCharacter;
                text[written++] = Alphabet[(int)((pending >> bits) & 31)];
            }
        }

        if (bits > 0)
        {
            text[written] = Alphabet[(int)((pending << (BitsPerCharacter - bits)) & 31)];
        }

        return new string(text);
    }

    /// <summary>Fills <paramref name="bytes" /> exactly; false for other lengths, characters or non-zero unused bits.</summary>
    internal static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length != EncodedLength(bytes.Length))
        {
            return false;
        }

        uint pending = 0;
        int bits = 0;
        int written = 0;
        foreach (char character in text)
        {
            int value = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (value < 0)
            {
                return false;
            }

            pending = (pending << BitsPerCharacter) | (uint)value;
            bits += BitsPerCharacter;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[written++] = (byte)(pending >> bits);
            }
        }

        // A second spelling of the same bits would let one id pass as two.
        return (pending & ((1u << bits) - 1)) == 0;
    }
}
