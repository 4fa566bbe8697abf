using BenchmarkDotNet.Loggers;

namespace Sotto.Mls.Benchmarks;

/// <summary>Shows which benchmark runs and what went wrong; everything else is in the log under artifacts/bench.</summary>
internal sealed class ProgressLogger : ILogger
{
    private const string Started = "// Benchmark: ";

    public string Id => nameof(ProgressLogger);

    public int Priority => 0;

    public void Write(LogKind logKind, string text)
    {
        if (logKind == LogKind.Error)
        {
            Console.Error.Write(text);
        }
    }

    public void WriteLine() { }

    public void WriteLine(LogKind logKind, string text)
    {
        if (logKind == LogKind.Error)
        {
            Console.Error.WriteLine(text);
        }
        else if (text.StartsWith(Started, StringComparison.Ordinal))
        {
            Console.Error.WriteLine("  " + text[Started.Length..]);
        }
    }

    public void Flush() { }
}
