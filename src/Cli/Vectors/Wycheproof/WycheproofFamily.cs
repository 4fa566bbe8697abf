using System.Text.Json;

namespace Sotto.Cli.Vectors;

/// <summary>Vectors of the Wycheproof project: groups of tests, each with the answer that is expected.</summary>
internal abstract class WycheproofFamily : VectorFamily
{
    /// <summary>The schema's name without version begins with this.</summary>
    private protected abstract string Schema { get; }

    internal override bool Recognises(string fileName, JsonElement root) =>
        SchemaOf(root) is { } schema && schema.StartsWith(Schema, StringComparison.Ordinal);

    internal override IEnumerable<VectorResult> Run(JsonElement root)
    {
        string algorithm = root.Text("algorithm");
        foreach (JsonElement group in root.GetProperty("testGroups").EnumerateArray())
        {
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                yield return OutOfScope(algorithm, group) is { } reason
                    ? new VectorResult.OutOfScope(reason)
                    : Check($"tcId {test.Number("tcId")}", () => Replay(algorithm, group, test));
            }
        }
    }

    /// <summary>Null for files that are not Wycheproof's.</summary>
    internal static string? SchemaOf(JsonElement root) =>
        root.OptionalText("algorithm") is not null && root.TryGetProperty("testGroups", out _)
            ? root.OptionalText("schema")
            : null;

    /// <summary>Why the tests of a group are not for this library, or null when they are.</summary>
    private protected abstract string? OutOfScope(string algorithm, JsonElement group);

    /// <summary>Throws when the outcome is not the expected one.</summary>
    private protected abstract void Replay(string algorithm, JsonElement group, JsonElement test);

    private protected static bool IsValid(JsonElement test) => test.Text("result") == "valid";

    private protected static bool IsInvalid(JsonElement test) => test.Text("result") == "invalid";

    private protected static bool HasFlag(JsonElement test, string flag) =>
        test.GetProperty("flags").EnumerateArray().Any(found => found.GetString() == flag);
}
