using System.Text.Json;
using System.Text.RegularExpressions;
using Sotto.Tests;

namespace Sotto.Architecture.Tests;

/// <summary>Which web package may use which, and nothing that its package file does not name.</summary>
public sealed partial class WebImportTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["mls"] = [],
        ["core"] = ["mls"],
        ["ui"] = ["core"],
        ["widget"] = ["core", "ui"],
        ["console"] = ["core", "ui"],
    };

    public static TheoryData<string> Packages => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_imports_only_the_packages_below_it(string package)
    {
        foreach ((string file, string import) in Imports(package))
        {
            if (import.StartsWith("@sotto/", StringComparison.Ordinal))
            {
                string used = import["@sotto/".Length..].Split('/')[0];
                Assert.True(
                    Allowed[package].Contains(used, StringComparer.Ordinal),
                    $"{file} must not import {import}"
                );
            }
        }
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_relative_import_stays_inside_its_package(string package)
    {
        string root =
            Path.GetFullPath(Path.Combine(RepositoryFiles.Root, "web", package)) + Path.DirectorySeparatorChar;
        foreach ((string file, string import) in Imports(package).Where(found => found.Import.StartsWith('.')))
        {
            string folder = Path.Combine(RepositoryFiles.Root, Path.GetDirectoryName(file)!);
            string target = Path.GetFullPath(Path.Combine(folder, import));
            Assert.True(
                target.StartsWith(root, StringComparison.Ordinal),
                $"{file} reaches out of its package: {import}"
            );
        }
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Everything_imported_is_a_declared_dependency(string package)
    {
        using JsonDocument file = JsonDocument.Parse(SourceTree.Read($"web/{package}/package.json"));
        HashSet<string> declared = file.RootElement.TryGetProperty("dependencies", out JsonElement dependencies)
            ? dependencies.EnumerateObject().Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal)
            : [];
        foreach ((string source, string import) in Imports(package).Where(found => !found.Import.StartsWith('.')))
        {
            string[] parts = import.Split('/');
            string name = import.StartsWith('@') ? $"{parts[0]}/{parts[1]}" : parts[0];
            Assert.True(
                declared.Contains(name),
                $"{source} imports {name}, which web/{package}/package.json does not name"
            );
        }
    }

    private static IEnumerable<(string File, string Import)> Imports(string package)
    {
        IReadOnlyList<string> files = SourceTree.Files($"web/{package}/src", ".ts", ".tsx");
        Assert.NotEmpty(files);
        return files.SelectMany(file =>
            ImportPattern().Matches(SourceTree.Read(file)).Select(match => (file, match.Groups["name"].Value))
        );
    }

    /// <summary>Static imports and re-exports, also the last line of one that spans several, and dynamic imports.</summary>
    [GeneratedRegex(
        """^(?:import|export|\})[^"\n;]*?\sfrom\s"(?<name>[^"\n]+)"|^import\s"(?<name>[^"\n]+)"|\bimport\("(?<name>[^"\n]+)"\)""",
        RegexOptions.Multiline | RegexOptions.CultureInvariant
    )]
    private static partial Regex ImportPattern();
}
