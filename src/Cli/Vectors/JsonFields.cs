using System.Text.Json;

namespace Sotto.Cli.Vectors;

/// <summary>Fields of vectors. One that is absent or of another kind throws, which fails its case.</summary>
internal static class JsonFields
{
    /// <summary>Hexadecimal text as bytes.</summary>
    internal static byte[] Bytes(this JsonElement element, string property) =>
        Convert.FromHexString(element.Text(property));

    internal static string Text(this JsonElement element, string property) =>
        element.GetProperty(property).GetString() ?? throw new FormatException($"{property} is null");

    internal static int Number(this JsonElement element, string property) => element.GetProperty(property).GetInt32();

    /// <summary>A property's text, or null when it is no object, lacks it or has something else there.</summary>
    internal static string? OptionalText(this JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(property, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
