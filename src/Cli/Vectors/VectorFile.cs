using System.IO.Compression;
using System.Text.Json;

namespace Sotto.Cli.Vectors;

/// <summary>Reads and replays one file; whatever is wrong with it becomes a failed case.</summary>
internal static class VectorFile
{
    private const string Compressed = ".gz";

    internal static bool IsVector(string path) =>
        path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(".json" + Compressed, StringComparison.OrdinalIgnoreCase);

    /// <param name="path">The file.</param>
    /// <param name="shown">What the report calls it.</param>
    internal static FileReport Run(string path, string shown)
    {
        FileReport report = new(shown);
        try
        {
            using JsonDocument document = Read(path);
            if (VectorFamilies.Find(Path.GetFileName(path), document.RootElement) is not { } family)
            {
                report.Add(new VectorResult.Failed("the file", "no known vector format"));
                return report;
            }

            report.Family = family.Name;
            foreach (VectorResult result in family.Run(document.RootElement))
            {
                report.Add(result);
            }

            if (report.IsEmpty)
            {
                report.Add(new VectorResult.Failed("the file", "has no cases"));
            }
        }
        catch (Exception e) when (IsMalformed(e))
        {
            report.Add(new VectorResult.Failed("the file", $"malformed: {OneLine(e.Message)}"));
        }

        return report;
    }

    private static JsonDocument Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        using Stream json = path.EndsWith(Compressed, StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        return JsonDocument.Parse(json);
    }

    /// <summary>What readers throw on files that are not what they claim.</summary>
    private static bool IsMalformed(Exception e) =>
        e
            is JsonException
                or IOException
                or UnauthorizedAccessException
                or InvalidDataException
                or InvalidOperationException
                or KeyNotFoundException
                or FormatException
                or ArgumentException;

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
