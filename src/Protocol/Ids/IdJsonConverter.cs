using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>Reads and writes an id as its text; anything that is not an id of exactly this kind is refused.</summary>
/// <typeparam name="T">The id.</typeparam>
public sealed class IdJsonConverter<T> : JsonConverter<T>
    where T : struct, IId<T>
{
    /// <inheritdoc />
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && IdText.TryParse(reader.GetString(), out T id)
            ? id
            : throw new JsonException();

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(IdText.Format(value));
    }
}
