using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sotto.Protocol;

/// <summary>The one implementation behind every id type: prefix and 26 characters of canonical base32.</summary>
internal static class IdText
{
    private const int RandomBytes = 16;
    private static readonly int RandomCharacters = Base32.EncodedLength(RandomBytes);

    internal static T New<T>(RandomNumberGenerator random)
        where T : struct, IId<T>
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> bytes = stackalloc byte[RandomBytes];
        random.GetBytes(bytes);
        return T.FromBits(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    internal static string Format<T>(T id)
        where T : struct, IId<T>
    {
        Span<byte> bytes = stackalloc byte[RandomBytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id.Bits);
        return T.Prefix + Base32.Encode(bytes);
    }

    internal static T Parse<T>(string text)
        where T : struct, IId<T> =>
        TryParse(text, out T id) ? id : throw new FormatException($"Not an id of the kind {T.Prefix}.");

    internal static bool TryParse<T>(string? text, out T id)
        where T : struct, IId<T>
    {
        id = default;
        if (
            text is null
            || text.Length != T.Prefix.Length + RandomCharacters
            || !text.StartsWith(T.Prefix, StringComparison.Ordinal)
        )
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[RandomBytes];
        if (!Base32.TryDecode(text.AsSpan(T.Prefix.Length), bytes))
        {
            return false;
        }

        id = T.FromBits(BinaryPrimitives.ReadUInt128BigEndian(bytes));
        return true;
    }
}
