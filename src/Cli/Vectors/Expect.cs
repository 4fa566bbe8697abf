using System.Text.Json;

namespace Sotto.Cli.Vectors;

/// <summary>Reads members of a case and compares them.</summary>
internal static class Expect
{
    internal static byte[] Hex(this JsonElement vector, string member) =>
        Convert.FromHexString(vector.GetProperty(member).GetString() ?? throw new FormatException($"{member} is null"));

    internal static byte[]? OptionalHex(this JsonElement vector, string member) =>
        vector.TryGetProperty(member, out JsonElement value) && value.ValueKind is not JsonValueKind.Null
            ? Convert.FromHexString(value.GetString()!)
            : null;

    internal static int Int(this JsonElement vector, string member) => vector.GetProperty(member).GetInt32();

    internal static void Equal(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what)
    {
        if (!expected.SequenceEqual(actual))
        {
            throw new VectorMismatchException(what);
        }
    }

    internal static void True(bool condition, string what)
    {
        if (!condition)
        {
            throw new VectorMismatchException(what);
        }
    }
}
