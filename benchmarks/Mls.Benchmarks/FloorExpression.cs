using System.Globalization;

namespace Sotto.Mls.Benchmarks;

/// <summary>A sum of floor operations, <c>Ed25519Verify + 2 * HkdfSha256Expand</c>, or one other benchmark.</summary>
internal static class FloorExpression
{
    /// <summary>The cost of a sum; a name that was not measured throws, because a wrong ratio is worse than none.</summary>
    internal static double Evaluate(string expression, IReadOnlyDictionary<string, double> nanoseconds) =>
        expression.Split('+').Sum(term => Term(term.Split('*', StringSplitOptions.TrimEntries), nanoseconds));

    /// <summary>Whether everything in it was measured; a filter may have left out another benchmark, never the floor.</summary>
    internal static bool IsMeasured(string expression, IReadOnlyDictionary<string, double> nanoseconds) =>
        !expression.Contains('(', StringComparison.Ordinal) || nanoseconds.ContainsKey(expression);

    private static double Term(string[] factors, IReadOnlyDictionary<string, double> nanoseconds)
    {
        (double times, string name) = factors switch
        {
            [var only] => (1, only),
            [var count, var operation] => (double.Parse(count, CultureInfo.InvariantCulture), operation),
            _ => throw new FormatException($"Not a term of a floor: {string.Join(" * ", factors)}"),
        };
        return nanoseconds.TryGetValue(name, out double cost)
            ? times * cost
            : throw new FormatException($"No floor operation {name} was measured.");
    }
}
