using System.Xml.Linq;

namespace Sotto.Architecture.Tests;

/// <summary>Which project may use which. A new arrow is a decision, so it is made here and seen in review.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Mls"] = [],
        ["MerkleLog"] = [],
        ["Protocol"] = [],
        ["Storage"] = [],
        ["Server"] = ["Mls", "MerkleLog", "Protocol", "Storage"],
        ["Client"] = ["Mls", "MerkleLog", "Protocol"],
        ["Cli"] = ["Client", "Mls", "MerkleLog"],
    };

    [Fact]
    public void Projects_reference_only_what_the_table_allows()
    {
        foreach (string project in SourceTree.Files("src", ".csproj"))
        {
            string name = Path.GetFileNameWithoutExtension(project);
            Assert.True(Allowed.ContainsKey(name), $"{name} is not in the table of allowed references");
            foreach (string used in References(project))
            {
                Assert.True(Allowed[name].Contains(used, StringComparer.Ordinal), $"{name} must not use {used}");
            }
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution_that_the_gates_build()
    {
        string solution = SourceTree.Read("Sotto.slnx");
        foreach (string project in Projects())
        {
            Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_project_has_a_committed_lock_file_that_names_no_host()
    {
        foreach (string project in Projects())
        {
            string file = Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json");
            Assert.True(SourceTree.Exists(file), $"{project} has no packages.lock.json");
            Assert.DoesNotContain("://", SourceTree.Read(file), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Projects() =>
        new[] { "src", "tests", "benchmarks", "drills" }.SelectMany(folder => SourceTree.Files(folder, ".csproj"));

    private static IEnumerable<string> References(string project) =>
        XDocument
            .Parse(SourceTree.Read(project))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
}
