using System.Text.Json;

namespace Sotto.Cli.Vectors;

/// <summary>Files that are known and of no use here; every case is counted with the reason.</summary>
internal sealed class OutOfScopeFamily(
    string name,
    string reason,
    Func<JsonElement, bool> recognises,
    Func<JsonElement, int> count
) : VectorFamily
{
    internal override string Name => name;

    internal override bool Recognises(string fileName, JsonElement root) => recognises(root);

    internal override IEnumerable<VectorResult> Run(JsonElement root) =>
        Enumerable.Repeat(new VectorResult.OutOfScope(reason), count(root));
}
