using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Sotto.Mls.Benchmarks;
using Sotto.Tests;

bool isFull = args.Contains("--full", StringComparer.Ordinal);
string[] filters = [.. args.Where(argument => argument != "--full")];
GroupShape.IsEverything = isFull;

// In this process: a build for each benchmark would take longer than the measurement, and ratios need one state of one
// machine for both of their sides.
// It also lets benchmarks share groups that took long to build.
Job job = (isFull ? Job.Default : ShortRun())
    .WithToolchain(InProcessEmitToolchain.Instance)
    .WithClock(new ProcessorClock());
ManualConfig config = ManualConfig
    .CreateEmpty()
    .AddJob(job)
    .AddLogger(new ProgressLogger())
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddExporter(JsonExporter.Full)
    .WithArtifactsPath(Path.Combine(RepositoryFiles.Root, "artifacts", "bench"));

// The floor always runs: without it nothing has a ratio.
string[] chosen = filters is []
    ? ["*"]
    : [$"*.{nameof(FloorBenchmarks)}.*", .. filters.Select(filter => $"*{filter}*")];
BenchmarkSwitcher benchmarks = BenchmarkSwitcher.FromAssembly(typeof(FloorBenchmarks).Assembly);

// Two rounds of everything, not one of twice the length: a machine slows down for seconds at a time, and both sides of a
// ratio must have met it at its fastest.
List<Summary> summaries = [];
for (int round = 0; round < 2; round++)
{
    summaries.AddRange(benchmarks.Run(["--filter", .. chosen], config));
}

List<BenchmarkReport> reports = [.. summaries.SelectMany(summary => summary.Reports)];
foreach (string filter in filters.Where(filter => !reports.Exists(report => Matches(report, filter))))
{
    await Console.Error.WriteLineAsync($"No benchmark has a name with \"{filter}\".");
    return 1;
}

int missed = Report.Print(reports, Console.Out);
if (filters is [])
{
    missed += Report.PrintUnmeasured(reports, Console.Out);
    StateSizes.Print(Console.Out);
}

int failed = reports.Count(report => !report.Success) + summaries.Count(summary => summary.HasCriticalValidationErrors);
if (failed > 0 || missed > 0 || reports is [])
{
    await Console.Error.WriteLineAsync(
        $"{failed} benchmarks failed, {missed} goals missed, {reports.Count / 2} measured."
    );
    return 1;
}

return 0;

// Four repetitions of a twentieth of a second find the fastest as well as three of half a second do, and many more
// benchmarks fit into a run that somebody waits for. The loop around an operation takes nanoseconds; nothing here is so short.
static Job ShortRun() =>
    Job
        .ShortRun.WithWarmupCount(1)
        .WithIterationCount(4)
        .WithIterationTime(TimeInterval.FromMilliseconds(50))
        .WithEvaluateOverhead(false);

static bool Matches(BenchmarkReport report, string filter) =>
    report.BenchmarkCase.Descriptor.GetFilterName().Contains(filter, StringComparison.OrdinalIgnoreCase);
