using System.Globalization;
using System.Text;
using BenchmarkDotNet.Reports;

namespace Sotto.Mls.Benchmarks;

/// <summary>
/// The table that ends a run: time, memory and the multiple of the floor. Time is that of the fastest repetition, because
/// a busy machine only ever adds; how much the mean stands above it tells how busy it was.
/// </summary>
internal static class Report
{
    private static readonly CompositeFormat Columns = CompositeFormat.Parse(
        "{0,-46} {1,12} {2,7} {3,12} {4,7} {5,7}  {6}"
    );

    private sealed record Line(string Name, double Nanoseconds, double Mean, long? Allocated);

    /// <summary>Prints the table and returns how many goals were missed.</summary>
    internal static int Print(IEnumerable<BenchmarkReport> reports, TextWriter output)
    {
        List<Line> lines =
        [
            .. reports
                .Where(report => report.ResultStatistics is not null)
                .Select(Measured)
                .GroupBy(line => line.Name, StringComparer.Ordinal)
                .Select(Fastest),
        ];
        const string floorClass = nameof(FloorBenchmarks) + ".";
        Dictionary<string, double> floor = lines
            .Where(line => line.Name.StartsWith(floorClass, StringComparison.Ordinal))
            .ToDictionary(line => line.Name[floorClass.Length..], line => line.Nanoseconds, StringComparer.Ordinal);
        Write(output, "Operation", "Fastest", "Mean", "Allocated", "Ratio", "Goal", "Floor");
        return lines.Count(line => !MeetsGoal(line, floor, output));
    }

    private static bool MeetsGoal(Line line, Dictionary<string, double> floor, TextWriter output)
    {
        string allocated = line.Allocated is { } bytes
            ? bytes.ToString("N0", CultureInfo.InvariantCulture) + " B"
            : "?";
        string time = Time(line.Nanoseconds);
        string mean = ((100 * line.Mean / line.Nanoseconds) - 100).ToString("+0 '%'", CultureInfo.InvariantCulture);
        if (Goals.All.FirstOrDefault(goal => goal.Benchmark == line.Name) is not { } goal)
        {
            Write(output, line.Name, time, mean, allocated, "", "", "");
            return true;
        }

        double ratio = line.Nanoseconds / FloorExpression.Evaluate(goal.Floor, floor);
        bool isMet = ratio <= goal.Ratio;
        string verdict = isMet ? goal.Floor : goal.Floor + "  MISSED";
        Write(output, line.Name, time, mean, allocated, Ratio(ratio), Ratio(goal.Ratio), verdict);
        return isMet;
    }

    private static Line Fastest(IEnumerable<Line> rounds)
    {
        Line fastest = rounds.MinBy(line => line.Nanoseconds)!;
        return fastest with { Mean = rounds.Average(line => line.Mean) };
    }

    private static Line Measured(BenchmarkReport report)
    {
        string parameters =
            report.BenchmarkCase.Parameters.Items.Count == 0
                ? ""
                : $"({string.Join(", ", report.BenchmarkCase.Parameters.Items.Select(item => $"{item.Name}: {item.Value}"))})";
        return new(
            $"{report.BenchmarkCase.Descriptor.Type.Name}.{report.BenchmarkCase.Descriptor.WorkloadMethod.Name}{parameters}",
            report.ResultStatistics!.Min,
            report.ResultStatistics.Mean,
            report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase)
        );
    }

    private static string Ratio(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Time(double nanoseconds) =>
        nanoseconds switch
        {
            < 1e4 => nanoseconds.ToString("0.0 'ns'", CultureInfo.InvariantCulture),
            < 1e7 => (nanoseconds / 1e3).ToString("0.0 'µs'", CultureInfo.InvariantCulture),
            _ => (nanoseconds / 1e6).ToString("0.0 'ms'", CultureInfo.InvariantCulture),
        };

    private static void Write(TextWriter output, params object[] cells) =>
        output.WriteLine(string.Format(CultureInfo.InvariantCulture, Columns, cells).TrimEnd());
}
