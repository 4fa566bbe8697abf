using System.Text.Json;

namespace Sotto.Cli.Vectors;

/// <summary>One kind of published test vectors: how to recognise a file of it and how to replay its cases.</summary>
internal abstract class VectorFamily
{
    public abstract string Name { get; }

    public abstract bool Recognises(string fileName, JsonElement root);

    /// <summary>One result per case. A case that throws has failed; nothing stops the ones after it.</summary>
    public abstract IEnumerable<VectorResult> Run(JsonElement root);
}
