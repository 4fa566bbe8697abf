using System.IO.Compression;
using System.Text.Json;
using Sotto.Cli.Vectors;
using Sotto.Cli.Vectors.Mls;

VectorFamily[] families =
[
    new TreeMathFamily(),
    new DeserializationFamily(),
    new SecretTreeFamily(),
    new PreSharedKeyFamily(),
    new KeyScheduleFamily(),
    new TranscriptHashFamily(),
    new TreeOperationsFamily(),
    new TreeValidationFamily(),
    new MessagesFamily(),
    new WelcomeFamily(),
    new PassiveClientFamily(),
    new TreeKemFamily(),
    new MessageProtectionFamily(),
];
foreach (
    string file in Directory
        .EnumerateFiles(args[1], "*.json*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
)
{
    using Stream raw = File.OpenRead(file);
    using Stream json = file.EndsWith(".gz", StringComparison.Ordinal)
        ? new GZipStream(raw, CompressionMode.Decompress)
        : raw;
    using JsonDocument doc = JsonDocument.Parse(json);
    VectorFamily? family = families.FirstOrDefault(f => f.Recognises(Path.GetFileName(file), doc.RootElement));
    var results = family?.Run(doc.RootElement).ToList() ?? [];
    Console.WriteLine(
        $"{Path.GetFileName(file)} {family?.Name} {results.OfType<VectorResult.Passed>().Count()} passed {results.OfType<VectorResult.Failed>().Count()} failed"
    );
    foreach (
        var failed in results.OfType<VectorResult.Failed>().DistinctBy(f => f.Reason, StringComparer.Ordinal).Take(3)
    )
        Console.WriteLine($"   {failed.Case}: {failed.Reason}");
}
