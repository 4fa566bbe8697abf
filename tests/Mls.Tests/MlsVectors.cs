using System.IO.Compression;
using System.Text.Json;
using Sotto.Tests;

namespace Sotto.Mls.Tests;

/// <summary>The published vectors; a run without them says so instead of passing.</summary>
internal static class MlsVectors
{
    internal static JsonElement.ArrayEnumerator Read(string name)
    {
        string? file = RepositoryFiles.FindVector(Path.Combine("mls", name));
        Assert.SkipWhen(file is null, $"The vector file mls/{name} is absent; set SOTTO_VECTORS to its folder.");
        using FileStream stream = File.OpenRead(file);
        using Stream json = name.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(stream, CompressionMode.Decompress)
            : stream;
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone().EnumerateArray();
    }

    internal static byte[] Hex(this JsonElement vector, string property) =>
        Convert.FromHexString(vector.GetProperty(property).GetString() ?? "");
}
