using Sotto.Cli.Vectors;

namespace Sotto.Cli;

/// <summary>What somebody types. 0 is success, 1 a failed check, 2 a mistake in what was typed.</summary>
internal static class CommandLine
{
    private const string Usage = "usage: sotto vectors DIR";

    internal static int Run(string[] args, TextWriter output, TextWriter error)
    {
        switch (args)
        {
            case ["--help" or "-h" or "help"]:
                output.WriteLine(Usage);
                return 0;
            case ["vectors", { } folder] when !folder.StartsWith('-'):
                return VectorsCommand.Run(folder, output, error);
            default:
                error.WriteLine(Usage);
                return 2;
        }
    }
}
