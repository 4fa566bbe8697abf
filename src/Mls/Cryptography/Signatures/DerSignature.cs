using System.Formats.Asn1;

namespace Sotto.Mls.Cryptography;

/// <summary>
/// <c>ECDSA-Sig-Value</c> in DER. Platforms differ in what they let pass, and a signature that has two encodings lets
/// anybody make a second message out of one; so the one encoding is checked here.
/// </summary>
internal static class DerSignature
{
    private const byte Sequence = 0x30;
    private const byte Integer = 0x02;
    private const int LongestShortLength = 0x7F;

    /// <summary>The encoding of r and s, big-endian and equally long, one behind the other (IEEE P1363).</summary>
    internal static byte[] Encode(ReadOnlySpan<byte> numbers)
    {
        ReadOnlySpan<byte> r = Shortest(numbers[..(numbers.Length / 2)]);
        ReadOnlySpan<byte> s = Shortest(numbers[(numbers.Length / 2)..]);
        int content = IntegerLength(r) + IntegerLength(s);
        byte[] encoding = new byte[(content > LongestShortLength ? 3 : 2) + content];
        Span<byte> rest = encoding;
        rest[0] = Sequence;
        if (content > LongestShortLength)
        {
            rest[1] = 0x81; // one byte of length follows
        }

        rest[encoding.Length - content - 1] = (byte)content;
        rest = rest[^content..];
        WriteInteger(ref rest, r);
        WriteInteger(ref rest, s);
        return encoding;
    }

    /// <summary>Exactly a sequence of two positive integers, each in its shortest form, and nothing after it.</summary>
    internal static bool IsStrict(ReadOnlySpan<byte> signature)
    {
        try
        {
            AsnDecoder.ReadSequence(signature, AsnEncodingRules.DER, out int start, out int length, out int consumed);
            ReadOnlySpan<byte> content = signature.Slice(start, length);
            return consumed == signature.Length
                && SkipPositive(ref content)
                && SkipPositive(ref content)
                && content.IsEmpty;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static bool SkipPositive(ref ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> number = AsnDecoder.ReadIntegerBytes(content, AsnEncodingRules.DER, out int consumed);
        content = content[consumed..];
        return (number[0] & 0x80) == 0 && number is not [0];
    }

    private static ReadOnlySpan<byte> Shortest(ReadOnlySpan<byte> number) =>
        number.IndexOfAnyExcept((byte)0) is var zeros and > 0 ? number[zeros..] : number;

    /// <summary>A number whose first bit is set would be a negative one, but for a zero in front.</summary>
    private static bool NeedsZero(ReadOnlySpan<byte> number) => (number[0] & 0x80) != 0;

    private static int IntegerLength(ReadOnlySpan<byte> number) => 2 + (NeedsZero(number) ? 1 : 0) + number.Length;

    private static void WriteInteger(ref Span<byte> destination, ReadOnlySpan<byte> number)
    {
        int length = IntegerLength(number);
        destination[0] = Integer;
        destination[1] = (byte)(length - 2);
        number.CopyTo(destination[(length - number.Length)..]);
        destination = destination[length..];
    }
}
