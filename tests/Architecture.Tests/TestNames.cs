using System.Text.RegularExpressions;

namespace Sotto.Architecture.Tests;

/// <summary>Whether a test that a page names is there and runs.</summary>
internal static class TestNames
{
    /// <summary>A method under <c>[Fact]</c> or <c>[Theory]</c>, or the title of a test that is not skipped.</summary>
    public static bool IsTest(string file, string name)
    {
        string text = SourceTree.Read(file);
        string pattern = file.EndsWith(".cs", StringComparison.Ordinal)
            ? $@"\[(Fact|Theory)[^\n]*\]\s*(\[[^\n]*\]\s*)*public (async )?[\w<>]+ {Regex.Escape(name)}\("
            : $@"\b(test|it)(\.each\([^\n]*\))?\(\s*""{Regex.Escape(name)}""";
        return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant);
    }
}
