using System.Text.Json;
using Sotto.Mls;

namespace Sotto.Cli.Vectors;

/// <summary>A family whose files are arrays of independent cases with the same members.</summary>
internal abstract class CaseArrayFamily : VectorFamily
{
    /// <summary>Members that every case of this family has and no other family has together.</summary>
    protected abstract IReadOnlyList<string> Members { get; }

    public sealed override bool Recognises(string fileName, JsonElement root) =>
        root.ValueKind is JsonValueKind.Array
        && root.GetArrayLength() > 0
        && root[0].ValueKind is JsonValueKind.Object
        && Members.All(member => root[0].TryGetProperty(member, out _));

    public sealed override IEnumerable<VectorResult> Run(JsonElement root)
    {
        int index = 0;
        foreach (JsonElement vector in root.EnumerateArray())
        {
            yield return Run(vector, index++);
        }
    }

    /// <summary>Replays a case; throws when something does not match.</summary>
    protected abstract void Check(JsonElement vector);

    private VectorResult Run(JsonElement vector, int index)
    {
        try
        {
            Check(vector);
            return new VectorResult.Passed();
        }
        catch (Exception error)
            when (error
                    is MlsException
                        or VectorMismatchException
                        or InvalidOperationException
                        or ArgumentException
                        or FormatException
                        or KeyNotFoundException
            )
        {
            string reason = error is VectorMismatchException or MlsException ? error.Message : error.ToString();
            return new VectorResult.Failed(index.ToString(System.Globalization.CultureInfo.InvariantCulture), reason);
        }
    }
}
