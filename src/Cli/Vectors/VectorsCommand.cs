namespace Sotto.Cli.Vectors;

/// <summary><c>sotto vectors DIR</c>.</summary>
internal static class VectorsCommand
{
    internal static int Run(string folder, TextWriter output, TextWriter error)
    {
        error.WriteLine(folder);
        output.WriteLine("0 passed, 0 failed");
        return 1;
    }
}
