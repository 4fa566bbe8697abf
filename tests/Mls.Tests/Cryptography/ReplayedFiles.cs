using Sotto.Cli.Vectors;
using Sotto.Tests;

namespace Sotto.Mls.Tests.Cryptography;

/// <summary>Each vector file is replayed once, whichever tests ask what came of it.</summary>
public sealed class ReplayedFiles
{
    private readonly Dictionary<string, FileReport> _reports = new(StringComparer.Ordinal);

    internal FileReport Report(string file)
    {
        if (!_reports.TryGetValue(file, out FileReport? report))
        {
            report = VectorFile.Run(FindOrSkip(file), file);
            _reports.Add(file, report);
        }

        return report;
    }

    internal static string FindOrSkip(string file)
    {
        string? found = RepositoryFiles.FindVector(file);
        Assert.SkipWhen(found is null, $"The vector file {file} is absent; set SOTTO_VECTORS to its folder.");
        return found;
    }
}
