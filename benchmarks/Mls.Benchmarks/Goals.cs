using System.Globalization;

namespace Sotto.Mls.Benchmarks;

/// <summary>
/// A benchmark, what it is compared with, and how many times the cost of that it may cost. Ratios compare between
/// machines and between quiet and busy hours; milliseconds do not. A benchmark may have several goals.
/// </summary>
/// <param name="Benchmark"><c>Class.Method</c>, with <c>(Parameter: value)</c> when it has parameters.</param>
/// <param name="Floor">
/// Methods of <see cref="FloorBenchmarks" />, such as <c>Ed25519Verify + 2 * HkdfSha256Expand</c>, or another benchmark.
/// </param>
/// <param name="Ratio">The largest ratio that meets the goal.</param>
/// <param name="Reason">Where the ratio comes from.</param>
internal sealed record Goal(string Benchmark, string Floor, double Ratio, string Reason);

/// <summary>A later benchmark adds its lines here; one without a line is measured and has no ratio.</summary>
internal static class Goals
{
    private const string SignAndVerify = "Ed25519Sign + Ed25519Verify";

    /// <summary>What mlspp's own machine took for <see cref="SignAndVerify" />, in milliseconds.</summary>
    private const double TheirSignAndVerify = 0.078 + 0.209;

    /// <summary>
    /// Busy caches and what is linear and cheap, such as copying an array of references: growth may be this many times
    /// that of the tree's depth.
    /// </summary>
    private const double GrowthTolerance = 1.25;

    internal static readonly IReadOnlyList<Goal> All = [.. Messages(), .. Reference(), .. Growth()];

    /// <summary>Bytes that may be allocated; of a message 1 KB beyond its content.</summary>
    internal static long? AllocationOf(string benchmark) =>
        MessageBenchmarks
            .Sizes.Where(bytes =>
                GroupShape.Suites.Any(suite =>
                    benchmark == Message(nameof(MessageBenchmarks.Encrypt), suite, bytes)
                    || benchmark == Message(nameof(MessageBenchmarks.Decrypt), suite, bytes)
                )
            )
            .Select(bytes => (long?)bytes + 1_024)
            .FirstOrDefault();

    private static IEnumerable<Goal> Messages()
    {
        const string reason = "cryptography";
        foreach (int bytes in MessageBenchmarks.Sizes)
        {
            foreach ((int suite, string signature, string cipher) in Suites())
            {
                string seal = cipher + bytes.ToString(CultureInfo.InvariantCulture);
                string own = $"{signature}SignFramed{bytes} + {cipher.Replace("Seal", "Once")}{bytes}";
                yield return new(Message("Encrypt", suite, bytes), $"{signature}Sign + {seal}", 1.4, reason);
                yield return new(
                    Message("Encrypt", suite, bytes),
                    $"{own} + {cipher.Replace("Seal", "Once")}12",
                    1.4,
                    "what a message signs and seals, each key set up"
                );
                yield return new(Message("Decrypt", suite, bytes), $"{signature}Verify + {seal}", 1.4, reason);
            }
        }
    }

    private static IEnumerable<(int Suite, string Signature, string Cipher)> Suites() =>
        [(1, "Ed25519", "Aes128GcmSeal"), (2, "P256", "Aes128GcmSeal"), (3, "Ed25519", "ChaChaSeal")];

    /// <summary>mlspp in suite 1, in milliseconds of a machine on which Ed25519 took 78 µs to sign and 209 to verify.</summary>
    private static IEnumerable<Goal> Reference() =>
        [
            Ahead(Message("Encrypt", 1, 100), 1 / 6.4),
            Ahead(Message("Decrypt", 1, 100), 1 / 2.8),
            Ahead(Full("NewcomerBenchmarks.Join", 2), 0.8),
            Ahead(Full("NewcomerBenchmarks.Join", 100), 17),
            Ahead(Full("CommitBenchmarks.Create", 2), 0.9),
            Ahead(Full("CommitBenchmarks.Create", 10), 1.3),
            Ahead(Full("CommitBenchmarks.Create", 100), 3.3),
            Ahead(Full("CommitBenchmarks.Create", 1_000), 31),
            Ahead(Full("CommitBenchmarks.Process", 2), 0.7),
            Ahead(Full("CommitBenchmarks.Process", 10), 1.3),
            Ahead(Full("CommitBenchmarks.Process", 100), 5.2),
            Ahead(Full("CommitBenchmarks.Process", 1_000), 50),
        ];

    private static IEnumerable<Goal> Growth() =>
        [
            Growing("CommitBenchmarks.Create"),
            Growing("CommitBenchmarks.Process"),
            Growing("CommitMergeBenchmarks.ProcessAndMerge"),
        ];

    /// <summary>A full tree of 1,000 is 10 deep, one of 10 is 4.</summary>
    private static Goal Growing(string benchmark) =>
        new(Full(benchmark, 1_000), Full(benchmark, 10), 10 / 4.0 * GrowthTolerance, "depth");

    private static Goal Ahead(string benchmark, double theirMilliseconds) =>
        new(benchmark, SignAndVerify, theirMilliseconds / TheirSignAndVerify, "mlspp");

    private static string Message(string method, int suite, int bytes) =>
        $"MessageBenchmarks.{method}(Suite: {suite}, Bytes: {bytes})";

    private static string Full(string benchmark, int members) =>
        $"{benchmark}(Group: {new GroupShape(1, members, IsFull: true)})";
}
