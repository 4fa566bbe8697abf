using System.Text.RegularExpressions;

namespace Sotto.Architecture.Tests;

/// <summary>Tests that <c>docs/threat-model.md</c> names exist, so that a renamed one does not leave a claim unproved.</summary>
public sealed partial class ThreatModelTests
{
    private const string Page = "docs/threat-model.md";

    [Fact]
    public void Every_named_test_exists()
    {
        List<string> files = [.. SourceTree.Files("tests", ".cs"), .. SourceTree.Files("web", ".ts", ".tsx")];
        MatchCollection named = NamedTest().Matches(SourceTree.Read(Page));
        Assert.True(named.Count >= 40, $"only {named.Count} tests are named");
        IEnumerable<string> missing = named
            .Select(match => (File: match.Groups["file"].Value, Test: match.Groups["test"].Value))
            .Where(claim => !files.Any(file => IsIn(file, claim.File, claim.Test)))
            .Select(claim => $"{claim.File} {claim.Test}");
        Assert.True(!missing.Any(), string.Join('\n', missing));
    }

    [Fact]
    public void Every_known_failure_has_a_row()
    {
        string page = SourceTree.Read(Page);
        HashSet<int> rows = FailureRow()
            .Matches(page)
            .SelectMany(match => match.Groups["numbers"].Value.Split(", "))
            .Select(number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture))
            .ToHashSet();
        Assert.Equal(Enumerable.Range(1, 40).ToHashSet(), rows);
    }

    private static bool IsIn(string path, string file, string test) =>
        file.EndsWith(".ts", StringComparison.Ordinal)
            ? Path.GetFileName(path) == file && SourceTree.Read(path).Contains(test, StringComparison.Ordinal)
            : Path.GetFileNameWithoutExtension(path) == file
                && SourceTree.Read(path).Contains($" {test}(", StringComparison.Ordinal);

    [GeneratedRegex(
        @"`(?:(?<file>\w+(?:Tests|Refusals))\.(?<test>\w+)|(?<file>\w+\.test\.tsx?): (?<test>[^`]+))`",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"^\| (?<numbers>\d+(?:, \d+)*) \|", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex FailureRow();
}
