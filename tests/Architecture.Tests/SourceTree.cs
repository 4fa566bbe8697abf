using System.Collections.Frozen;
using Sotto.Tests;

namespace Sotto.Architecture.Tests;

/// <summary>The files that people write, without what builds and tools leave beside them.</summary>
internal static class SourceTree
{
    private static readonly FrozenSet<string> Generated = new[]
    {
        ".git",
        "bin",
        "obj",
        "node_modules",
        "dist",
        "wwwroot",
        "artifacts",
        "data",
        "TestResults",
        ".cache",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Paths relative to the repository, with forward slashes, of files with one of the extensions.</summary>
    public static IReadOnlyList<string> Files(string folder, params string[] extensions) =>
        Walk(Path.Combine(RepositoryFiles.Root, folder))
            .Where(file =>
                extensions.Length == 0 || extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal)
            )
            .Select(file => Path.GetRelativePath(RepositoryFiles.Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .ToList();

    public static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryFiles.Root, path));

    public static bool Exists(string path) => File.Exists(Path.Combine(RepositoryFiles.Root, path));

    private static IEnumerable<string> Walk(string folder)
    {
        IEnumerable<string> below = Directory
            .EnumerateDirectories(folder)
            .Where(child => !Generated.Contains(Path.GetFileName(child)))
            .SelectMany(Walk);
        return Directory.EnumerateFiles(folder).Concat(below);
    }
}
