using System.Text.Json;

namespace Sotto.Cli.Vectors;

/// <summary>A family whose files are arrays of independent cases with the same members.</summary>
internal abstract class CaseArrayFamily : VectorFamily
{
    /// <summary>Members that every case of this family has and no other family has together.</summary>
    private protected abstract IReadOnlyList<string> Members { get; }

    internal sealed override bool Recognises(string fileName, JsonElement root) => IsArrayOf(root, [.. Members]);

    internal sealed override IEnumerable<VectorResult> Run(JsonElement root) =>
        root.EnumerateArray().Select((vector, index) => Check($"case {index}", () => Replay(vector)));

    /// <summary>Replays a case; throws when something does not match.</summary>
    private protected abstract void Replay(JsonElement vector);
}
