namespace Sotto.Cli.Vectors;

/// <summary>
/// <c>sotto vectors DIR</c>: replays every vector file below a folder. The answer is 0 only when something was replayed
/// and all of it passed, because a run that checks nothing must not look like one that found nothing wrong.
/// </summary>
internal static class VectorsCommand
{
    private const int DeepestFolder = 16; // a link that leads back up ends here

    internal static int Run(string folder, TextWriter output, TextWriter error)
    {
        if (!Directory.Exists(folder))
        {
            error.WriteLine($"sotto: {folder} is not a folder");
            return 2;
        }

        int passed = 0;
        int failed = 0;
        foreach (string file in FilesBelow(folder))
        {
            FileReport report = VectorFile.Run(file, Path.GetRelativePath(folder, file).Replace('\\', '/'));
            Print(report, output);
            passed += report.Passed;
            failed += report.Failed;
        }

        if (passed + failed == 0)
        {
            error.WriteLine($"sotto: no vectors to replay in {folder}");
        }

        output.WriteLine($"{passed} passed, {failed} failed");
        return passed > 0 && failed == 0 ? 0 : 1;
    }

    private static void Print(FileReport report, TextWriter output)
    {
        output.WriteLine(report.Line);
        foreach (string line in report.OutOfScopeLines)
        {
            output.WriteLine(line);
        }
    }

    private static IEnumerable<string> FilesBelow(string folder)
    {
        EnumerationOptions options = new()
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = DeepestFolder,
            AttributesToSkip = FileAttributes.None,
        };
        return Directory.EnumerateFiles(folder, "*", options).Where(VectorFile.IsVector).Order(StringComparer.Ordinal);
    }
}
