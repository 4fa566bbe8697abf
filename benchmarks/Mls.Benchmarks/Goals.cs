namespace Sotto.Mls.Benchmarks;

/// <summary>
/// One line of the report: a benchmark, the floor operations that it cannot do without, and how many times their cost it
/// may cost. Ratios compare between machines and between quiet and busy hours; milliseconds do not.
/// </summary>
/// <param name="Benchmark"><c>Class.Method</c>, with <c>(Parameter: value)</c> when it has parameters.</param>
/// <param name="Floor">Methods of <see cref="FloorBenchmarks" />, such as <c>Ed25519Verify + 2 * HkdfSha256Expand</c>.</param>
/// <param name="Ratio">The largest ratio that meets the goal.</param>
internal sealed record Goal(string Benchmark, string Floor, double Ratio);

/// <summary>A later benchmark adds its line here; one without a line is measured and has no ratio.</summary>
internal static class Goals
{
    internal static readonly IReadOnlyList<Goal> All = [];
}
