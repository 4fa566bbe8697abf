using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>Reads and writes an enumeration by <see cref="WireName" />, and nothing else.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class WireNameJsonConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    /// <inheritdoc />
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && WireName.TryParse(reader.GetString(), out T value)
            ? value
            : throw new JsonException();

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(WireName.Of(value));
    }
}
