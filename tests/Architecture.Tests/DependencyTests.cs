using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;
using Sotto.Tests;

namespace Sotto.Architecture.Tests;

/// <summary>What the product is built on is chosen on paper, and under licences that allow it.</summary>
public sealed class DependencyTests
{
    private static readonly string[] BuildOnly =
    [
        "Microsoft.CodeAnalysis.BannedApiAnalyzers",
        "Microsoft.CodeAnalysis.PublicApiAnalyzers",
        "Meziantou.Analyzer",
    ];

    [Fact]
    public void Every_runtime_dependency_has_a_decision_record()
    {
        string records = string.Concat(SourceTree.Files("docs/decisions", ".md").Select(SourceTree.Read));
        List<string> used = [.. NuGetPackages(), .. NpmPackages()];
        Assert.True(used.Count >= 10);
        List<string> unrecorded = used.FindAll(package => !records.Contains($"`{package}`", StringComparison.Ordinal));
        Assert.Empty(unrecorded);
    }

    [Fact]
    public async Task Every_shipped_package_has_an_allowed_licence()
    {
        string list = Path.Combine(RepositoryFiles.Root, "artifacts", "licences.txt");
        using Process listing = Process.Start(
            new ProcessStartInfo("node", [Path.Combine(RepositoryFiles.Root, "build", "licences.mjs"), list])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        string refused = await listing.StandardError.ReadToEndAsync();
        await listing.WaitForExitAsync();
        Assert.True(listing.ExitCode == 0, refused);
        string[] lines = await File.ReadAllLinesAsync(list);
        Assert.Contains(lines, line => line.StartsWith("NSec.Cryptography ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("ts-mls ", StringComparison.Ordinal));
    }

    [Fact]
    public void Versions_are_exact_in_both_ecosystems()
    {
        XDocument versions = XDocument.Parse(SourceTree.Read("Directory.Packages.props"));
        foreach (XElement package in versions.Descendants("PackageVersion"))
        {
            Assert.Matches(@"^\[\d[^,\[\]]*\]$", package.Attribute("Version")!.Value);
        }

        foreach ((string name, string version) in WebPackageFiles().SelectMany(Dependencies))
        {
            Assert.True(char.IsAsciiDigit(version[0]), $"{name} is not pinned: {version}");
        }
    }

    [Fact]
    public void The_npm_lock_names_no_host()
    {
        using JsonDocument file = JsonDocument.Parse(SourceTree.Read("web/package-lock.json"));
        foreach (JsonProperty package in file.RootElement.GetProperty("packages").EnumerateObject())
        {
            bool isOurs =
                !package.Value.TryGetProperty("resolved", out JsonElement resolved)
                || !resolved.GetString()!.Contains("://", StringComparison.Ordinal);
            Assert.True(isOurs, $"{package.Name} names where it was fetched from");
        }
    }

    private static IEnumerable<string> NuGetPackages() =>
        SourceTree
            .Files("src", ".csproj")
            .SelectMany(project => XDocument.Parse(SourceTree.Read(project)).Descendants("PackageReference"))
            .Select(reference => reference.Attribute("Include")!.Value)
            .Except(BuildOnly, StringComparer.Ordinal)
            .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> NpmPackages() =>
        WebPackageFiles()
            .SelectMany(Dependencies)
            .Select(dependency => dependency.Name)
            .Where(name => !name.StartsWith("@sotto/", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> WebPackageFiles() =>
        new[] { "mls", "core", "ui", "widget", "console" }.Select(package => $"web/{package}/package.json");

    private static List<(string Name, string Version)> Dependencies(string file)
    {
        using JsonDocument package = JsonDocument.Parse(SourceTree.Read(file));
        return package.RootElement.TryGetProperty("dependencies", out JsonElement dependencies)
            ? dependencies.EnumerateObject().Select(entry => (entry.Name, entry.Value.GetString()!)).ToList()
            : [];
    }
}
