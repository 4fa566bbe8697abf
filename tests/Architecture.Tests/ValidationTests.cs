using System.Text.RegularExpressions;

namespace Sotto.Architecture.Tests;

/// <summary>
/// <c>docs/validation.md</c> lists each rule beside the code that enforces it and the test that breaks it. Both must
/// exist, under the names that stand there.
/// </summary>
public sealed partial class ValidationTests
{
    private const string Page = "docs/validation.md";

    private sealed record Rule(int Line, string Text, string CodeFile, string Symbol, string TestFile, string TestName);

    [Fact]
    public void Every_row_has_a_rule_code_and_a_test()
    {
        List<string> rows = Rows().Select(row => row.Text).ToList();
        Assert.True(rows.Count >= 40, $"only {rows.Count} rules");
        Assert.Equal(rows.Count, Rules().Count);
        Assert.Equal(rows.Count, rows.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_code_that_a_row_names_exists()
    {
        IEnumerable<string> missing = Rules()
            .Where(rule => !SourceTree.Exists(rule.CodeFile) || !Holds(rule.CodeFile, rule.Symbol))
            .Select(rule => $"line {rule.Line}: {rule.CodeFile} has no {rule.Symbol}");
        Assert.Empty(missing);
    }

    [Fact]
    public void The_test_that_a_row_names_exists_and_runs()
    {
        IEnumerable<string> missing = Rules()
            .Where(rule => !SourceTree.Exists(rule.TestFile) || !TestNames.IsTest(rule.TestFile, rule.TestName))
            .Select(rule => $"line {rule.Line}: {rule.TestFile} has no test {rule.TestName}");
        Assert.Empty(missing);
    }

    private static bool Holds(string file, string symbol) =>
        Regex.IsMatch(SourceTree.Read(file), $@"\b{Regex.Escape(symbol)}\b", RegexOptions.CultureInvariant);

    private static List<(int Line, string Text)> Rows() =>
        SourceTree
            .Read(Page)
            .Split('\n')
            .Select((text, index) => (Line: index + 1, Text: text))
            .Where(row => row.Text.StartsWith("| ", StringComparison.Ordinal))
            .Where(row => !row.Text.StartsWith("| Rule", StringComparison.Ordinal))
            .ToList();

    private static List<Rule> Rules() =>
        Rows()
            .Select(row => (row.Line, Match: RowPattern().Match(row.Text)))
            .Where(row => row.Match.Success)
            .Select(row => new Rule(
                row.Line,
                row.Match.Groups["rule"].Value,
                row.Match.Groups["code"].Value,
                row.Match.Groups["symbol"].Value,
                row.Match.Groups["test"].Value,
                row.Match.Groups["name"].Value
            ))
            .ToList();

    [GeneratedRegex(
        @"^\| (?<rule>[^|]+) \| `(?<code>[^`]+)` `(?<symbol>[^`]+)` \| `(?<test>[^`]+)` `(?<name>[^`]+)` \|$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex RowPattern();
}
