namespace Sotto.Cli.Vectors;

/// <summary>What became of one published case.</summary>
internal abstract record VectorResult
{
    private VectorResult() { }

    internal sealed record Passed : VectorResult;

    /// <param name="Case">Which one, in the file's own words.</param>
    /// <param name="Reason">The rule, or what differed.</param>
    internal sealed record Failed(string Case, string Reason) : VectorResult;

    /// <param name="Reason">Why this library does not do it; cases with one reason are counted together.</param>
    internal sealed record OutOfScope(string Reason) : VectorResult;
}
