namespace Sotto.Architecture.Tests;

/// <summary>What must not stand in a published tree: paths of somebody's machine, names of mirrors, strays.</summary>
public sealed class ForbiddenTextTests
{
    // Put together from halves, so that this file does not find itself.
    private static readonly string[] Forbidden =
    [
        "/wo" + "rk/",
        "/ro" + "ot/",
        "/home" + "/",
        "C:" + "\\Users",
        "registry" + ".npmjs",
        "api.nuget" + ".org",
        "deb.debian" + ".org",
        "TO" + "DO",
        "FIX" + "ME",
        "helper" + "-",
        "the " + "brief",
        "this " + "session",
    ];

    private static readonly string[] Extensions =
    [
        ".cs",
        ".csproj",
        ".props",
        ".targets",
        ".slnx",
        ".sql",
        ".ts",
        ".tsx",
        ".mjs",
        ".css",
        ".html",
        ".json",
        ".md",
        ".sh",
        ".txt",
        ".patch",
        ".editorconfig",
        "",
    ];

    /// <summary>A path of a machine begins a word; in the middle of an address the same letters are its own affair.</summary>
    private static bool Holds(string text, string word)
    {
        for (
            int at = text.IndexOf(word, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(word, at + 1, StringComparison.Ordinal)
        )
        {
            bool isInside = word[0] == '/' && at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] == '}');
            if (!isInside)
            {
                return true;
            }
        }

        return false;
    }

    [Fact]
    public void No_file_holds_a_forbidden_text()
    {
        IReadOnlyList<string> files = SourceTree.Files("", Extensions);
        Assert.True(files.Count > 100);
        IEnumerable<string> found = files.SelectMany(file =>
        {
            string text = SourceTree.Read(file);
            return Forbidden.Where(word => Holds(text, word)).Select(word => $"{file} holds {word}");
        });
        Assert.Empty(found);
    }

    [Fact]
    public void No_file_bears_a_name_that_says_nothing()
    {
        string[] empty = ["Utils", "Util", "Helpers", "Helper", "Manager", "Managers", "Misc", "Common"];
        IEnumerable<string> found = SourceTree
            .Files("src")
            .Concat(SourceTree.Files("web"))
            .Where(file =>
                empty.Any(name =>
                    Path.GetFileNameWithoutExtension(file).EndsWith(name, StringComparison.OrdinalIgnoreCase)
                )
            );
        Assert.Empty(found);
    }
}
