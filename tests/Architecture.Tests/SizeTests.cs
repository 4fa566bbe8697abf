using System.Text.RegularExpressions;

namespace Sotto.Architecture.Tests;

/// <summary>Files and methods stay small enough to be read at one go. There are no exemptions.</summary>
public sealed partial class SizeTests
{
    private const int MostLinesOfFile = 400;
    private const int MostLinesOfMethod = 60;

    public static TheoryData<string> Folders => ["src", "tests", "web", "build", "benchmarks", "drills"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void No_file_is_longer_than_400_lines(string folder)
    {
        IEnumerable<string> tooLong = Sources(folder)
            .Select(file => (file, lines: SourceTree.Read(file).Split('\n').Length - 1))
            .Where(measured => measured.lines > MostLinesOfFile)
            .Select(measured => $"{measured.file}: {measured.lines} lines");
        Assert.True(!tooLong.Any(), string.Join('\n', tooLong));
    }

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("web")]
    [InlineData("benchmarks")]
    [InlineData("drills")]
    public void No_method_is_longer_than_60_lines(string folder)
    {
        IEnumerable<string> tooLong = Sources(folder)
            .Where(file => !IsWebTest(file))
            .SelectMany(Blocks)
            .Where(block => block.Lines > MostLinesOfMethod)
            .Select(block => $"{block.File}({block.Line}): {block.Name} has {block.Lines} lines");
        Assert.True(!tooLong.Any(), string.Join('\n', tooLong));
    }

    [Fact]
    public void A_long_method_would_be_found()
    {
        string body = string.Concat(Enumerable.Repeat("        Step();\n", MostLinesOfMethod + 1));
        string csharp = "class C\n{\n    void Long()\n    {\n" + body + "    }\n}\n";
        Assert.Equal(
            ["Long"],
            Measure("C.cs", csharp).Where(block => block.Lines > MostLinesOfMethod).Select(block => block.Name)
        );
        string script = "export function long(): void {\n" + body + "}\n";
        Assert.Equal(
            ["long"],
            Measure("c.ts", script).Where(block => block.Lines > MostLinesOfMethod).Select(block => block.Name)
        );
    }

    private sealed record Block(string File, int Line, string Name, int Lines);

    private static IEnumerable<string> Sources(string folder) =>
        SourceTree.Files(folder, ".cs", ".ts", ".tsx", ".mjs", ".css", ".sh");

    /// <summary>A file of web tests is one call whose body is the whole file.</summary>
    private static bool IsWebTest(string file) =>
        file.Contains("/tests/", StringComparison.Ordinal) && file.StartsWith("web/", StringComparison.Ordinal);

    private static IEnumerable<Block> Blocks(string file) => Measure(file, SourceTree.Read(file));

    /// <summary>
    /// Bodies of methods and functions. The formatters put the closing brace of a body alone at the indentation of its
    /// beginning, so no parser is needed.
    /// </summary>
    private static IEnumerable<Block> Measure(string file, string text)
    {
        string[] lines = text.Split('\n');
        for (int start = 0; start < lines.Length; start++)
        {
            if (NameOfBody(file, lines, start) is not { } name)
            {
                continue;
            }

            string indentation = lines[start][..(lines[start].Length - lines[start].TrimStart().Length)];
            int end = Array.FindIndex(
                lines,
                start + 1,
                line => line.StartsWith(indentation + "}", StringComparison.Ordinal)
            );
            if (end > start)
            {
                yield return new Block(file, start + 1, name, end - start - 1);
            }
        }
    }

    private static string? NameOfBody(string file, string[] lines, int index)
    {
        bool isCSharp = file.EndsWith(".cs", StringComparison.Ordinal);
        if (!isCSharp)
        {
            return Matched(ScriptFunction().Match(lines[index]));
        }

        if (lines[index].Trim() != "{")
        {
            return null;
        }

        // The signature may span several lines; its first one has the indentation of the brace.
        string indentation = lines[index][..^1];
        int head = index - 1;
        while (
            head > 0
            && !(
                lines[head].StartsWith(indentation, StringComparison.Ordinal)
                && lines[head].Length > indentation.Length
                && char.IsLetter(lines[head][indentation.Length])
            )
        )
        {
            head--;
        }

        return TypeDeclaration().IsMatch(lines[head]) ? null : Matched(CSharpMethod().Match(lines[head]));
    }

    private static string? Matched(Match match) => match.Success ? match.Groups["name"].Value : null;

    [GeneratedRegex(@"\b(class|record|struct|interface|enum|namespace)\b", RegexOptions.CultureInvariant)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"(?<name>\w+)(<[^(]*>)?\(", RegexOptions.CultureInvariant)]
    private static partial Regex CSharpMethod();

    [GeneratedRegex(
        @"^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\*?\s+(?<name>\w+)|const\s+(?<name>\w+)\b[^=]*=.*=>\s*\{$|(?<name>[#\w]+)\s*\([^)]*\).*\{$)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex ScriptFunction();
}
