using System.Text.Json;
using Sotto.Mls;

namespace Sotto.Cli.Vectors;

/// <summary>Vectors of one format: how to know them and how to replay them.</summary>
internal abstract class VectorFamily
{
    /// <summary>What reports call it.</summary>
    internal abstract string Name { get; }

    /// <summary>Looks at content; the file's name is for formats that content does not tell apart.</summary>
    internal abstract bool Recognises(string fileName, JsonElement root);

    /// <summary>Replays every case. What a case throws is its failure; what the file throws is the caller's to report.</summary>
    internal abstract IEnumerable<VectorResult> Run(JsonElement root);

    /// <summary>Passed unless the check throws, whatever it throws: the next case runs all the same.</summary>
    private protected static VectorResult Check(string name, Action check)
    {
        try
        {
            check();
            return new VectorResult.Passed();
        }
        catch (MlsException e)
        {
            return new VectorResult.Failed(name, $"refused: {e.Rule}");
        }
        catch (VectorMismatchException e)
        {
            return new VectorResult.Failed(name, e.Message);
        }
#pragma warning disable CA1031 // a fault of ours in one case is that case's result
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new VectorResult.Failed(name, $"{e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>Whether the root is an array whose first element has all of these properties.</summary>
    private protected static bool IsArrayOf(JsonElement root, params ReadOnlySpan<string> properties)
    {
        if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() == 0)
        {
            return false;
        }

        JsonElement first = root[0];
        foreach (string property in properties)
        {
            if (first.ValueKind != JsonValueKind.Object || !first.TryGetProperty(property, out _))
            {
                return false;
            }
        }

        return true;
    }
}
