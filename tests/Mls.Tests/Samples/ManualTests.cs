using System.Text.RegularExpressions;
using Sotto.Tests;

namespace Sotto.Mls.Tests.Samples;

/// <summary>The manual shows code that is compiled and run, and no other.</summary>
public sealed partial class ManualTests
{
    [Fact]
    public void Every_code_block_of_the_manual_is_a_sample_that_runs()
    {
        string manual = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "mls.md"));
        List<string> blocks = [.. Block().Matches(manual).Select(match => Unindented(match.Groups["code"].Value))];
        HashSet<string> samples =
        [
            .. Directory
                .EnumerateFiles(Path.Combine(RepositoryFiles.Root, "tests", "Mls.Tests", "Samples"), "*.cs")
                .SelectMany(file => Sample().Matches(File.ReadAllText(file)))
                .Select(match => Unindented(match.Groups["code"].Value)),
        ];
        Assert.True(blocks.Count >= 10, $"only {blocks.Count} blocks");
        Assert.DoesNotContain(blocks, block => !samples.Contains(block));
        Assert.Empty(samples.Except(blocks, StringComparer.Ordinal));
    }

    private static string Unindented(string code)
    {
        string[] lines = code.Trim('\n').Split('\n');
        int indentation = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart(' ').Length);
        return string.Join('\n', lines.Select(line => line.Length == 0 ? line : line[indentation..])).TrimEnd();
    }

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Block();

    [GeneratedRegex(
        @"^ *// sample: [a-z]+\n(?<code>.*?)^ *// end$",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex Sample();
}
