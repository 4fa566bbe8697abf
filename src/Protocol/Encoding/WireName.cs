using System.Text.Json;

namespace Sotto.Protocol;

/// <summary>The one spelling of an enumeration's member on the wire: its name in camelCase.</summary>
public static class WireName
{
    /// <summary>The name on the wire.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.ByValue[value];

    /// <summary>Reads the exact name; false for other cases, numbers and combinations, which framework readers accept.</summary>
    public static bool TryParse<T>(string? name, out T value)
        where T : struct, Enum
    {
        value = default;
        return name is not null && Names<T>.ByName.TryGetValue(name, out value);
    }

    private static class Names<T>
        where T : struct, Enum
    {
        internal static readonly Dictionary<T, string> ByValue = Enum.GetValues<T>()
            .ToDictionary(value => value, value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));

        internal static readonly Dictionary<string, T> ByName = ByValue.ToDictionary(
            pair => pair.Value,
            pair => pair.Key,
            StringComparer.Ordinal
        );
    }
}
