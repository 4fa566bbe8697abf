using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>Reads and writes <see cref="Bytes" /> as canonical base64url.</summary>
public sealed class BytesJsonConverter : JsonConverter<Bytes>
{
    /// <inheritdoc />
    public override Bytes Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && StrictBase64Url.TryDecode(reader.GetString(), out byte[] bytes)
            ? new(bytes)
            : throw new JsonException();

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Bytes value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToBase64Url());
    }
}
