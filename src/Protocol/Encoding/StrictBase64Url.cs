using System.Buffers;
using System.Buffers.Text;

namespace Sotto.Protocol;

/// <summary>Base64url without padding (RFC 7515 section 2), canonical: one spelling per value.</summary>
public static class StrictBase64Url
{
    /// <summary>Encodes without padding.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>Decodes the canonical spelling; false for padding, white space, other alphabets or non-zero unused bits.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        // The framework's decoder tolerates padding and white space.
        if (text.ContainsAnyExcept(Alphabet) || text.Length % 4 == 1)
        {
            return false;
        }

        byte[] decoded = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        OperationStatus status = Base64Url.DecodeFromChars(text, decoded, out int consumed, out int written);
        if (status != OperationStatus.Done || consumed != text.Length || !LastCharacterIsCanonical(text))
        {
            return false;
        }

        bytes = written == decoded.Length ? decoded : decoded[..written];
        return true;
    }

    private static readonly SearchValues<char> Alphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    private static bool LastCharacterIsCanonical(ReadOnlySpan<char> text) =>
        (text.Length % 4) switch
        {
            2 => "AQgw".Contains(text[^1], StringComparison.Ordinal),
            3 => "AEIMQUYcgkosw048".Contains(text[^1], StringComparison.Ordinal),
            _ => true,
        };
}
