namespace Sotto.Cli.Vectors;

/// <summary>How one case went.</summary>
internal abstract record VectorResult
{
    private VectorResult() { }

    internal sealed record Passed : VectorResult;

    internal sealed record Failed(string Case, string Reason) : VectorResult;

    /// <summary>Not what this library does, with the reason that the listing gives.</summary>
    internal sealed record OutOfScope(string Reason) : VectorResult;
}
