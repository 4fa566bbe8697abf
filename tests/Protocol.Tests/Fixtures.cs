using System.Text.Json;
using Sotto.Tests;

namespace Sotto.Protocol.Tests;

/// <summary>The wire examples that the browser's tests read too.</summary>
internal static class Fixtures
{
    internal static JsonElement Read(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Fixture(name)));
        return document.RootElement.Clone();
    }

    internal static string Text(this JsonElement element, string property) =>
        element.GetProperty(property).GetString() ?? throw new JsonException(property);

    internal static byte[] Hex(this JsonElement element, string property) =>
        Convert.FromHexString(element.Text(property));

    internal static DateTimeOffset Time(this JsonElement element, string property) =>
        element.GetProperty(property).Deserialize<DateTimeOffset>(ProtocolJson.Options);

    /// <summary>The elements, of which there is at least one: an empty fixture proves nothing.</summary>
    internal static IReadOnlyList<JsonElement> List(this JsonElement element, string property)
    {
        List<JsonElement> list = [.. element.GetProperty(property).EnumerateArray()];
        Assert.NotEmpty(list);
        return list;
    }
}
