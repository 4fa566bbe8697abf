using System.Formats.Asn1;

namespace Sotto.Mls.Cryptography;

/// <summary>
/// <c>ECDSA-Sig-Value</c> in DER. Platforms differ in what they let pass, and a signature that has two encodings lets
/// anybody make a second message out of one; so the one encoding is checked here.
/// </summary>
internal static class DerSignature
{
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
}
