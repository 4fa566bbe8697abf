namespace Sotto.Tests;

/// <summary>Files that tests read: the repository's own, and published vectors that lie beside it.</summary>
public static class RepositoryFiles
{
    /// <summary>The folder with <c>global.json</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A vector file below <c>SOTTO_VECTORS</c> or <c>../shared/vectors</c>, or null when there is none.</summary>
    public static string? FindVector(string path)
    {
        string folder =
            Environment.GetEnvironmentVariable("SOTTO_VECTORS") ?? Path.Combine(Root, "..", "shared", "vectors");
        string file = Path.Combine(folder, path);
        return File.Exists(file) ? file : null;
    }

    /// <summary>A fixture that both languages read.</summary>
    public static string Fixture(string name) => Path.Combine(Root, "fixtures", name);

    private static string FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "global.json")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException("No folder above the tests has global.json.");
    }
}
