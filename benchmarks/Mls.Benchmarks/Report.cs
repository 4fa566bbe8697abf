using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using BenchmarkDotNet.Reports;

namespace Sotto.Mls.Benchmarks;

/// <summary>
/// The table that ends a run: processor time, memory and ratios. Time is that of the fastest repetition, because
/// a busy machine only ever adds; how much the mean stands above it tells how busy it was.
/// </summary>
internal static class Report
{
    private static readonly CompositeFormat Columns = CompositeFormat.Parse(
        "{0,-72} {1,10} {2,7} {3,14} {4,7} {5,7}  {6}"
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
        // Floor operations go by their methods' names, everything else by its class as well.
        const string floorClass = nameof(FloorBenchmarks) + ".";
        Dictionary<string, double> costs = lines.ToDictionary(
            line =>
                line.Name.StartsWith(floorClass, StringComparison.Ordinal) ? line.Name[floorClass.Length..] : line.Name,
            line => line.Nanoseconds,
            StringComparer.Ordinal
        );
        output.WriteLine(Machine());
        Write(output, "Operation", "Fastest", "Mean", "Allocated", "Ratio", "Goal", "Compared with");
        return lines.Sum(line => MissedBy(line, costs, output));
    }

    /// <summary>A goal whose benchmark has another name by now would never be missed: says so and returns how many there are.</summary>
    internal static int PrintUnmeasured(IEnumerable<BenchmarkReport> reports, TextWriter output)
    {
        HashSet<string> measured = [.. reports.Select(NameOf)];
        List<Goal> orphans = [.. Goals.All.Where(goal => !measured.Contains(goal.Benchmark))];
        orphans.ForEach(goal => output.WriteLine($"No benchmark is called {goal.Benchmark}, which has a goal."));
        return orphans.Count;
    }

    private static string Machine() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}"
        );

    private static int MissedBy(Line line, Dictionary<string, double> costs, TextWriter output)
    {
        bool allocatesTooMuch = line.Allocated > Goals.AllocationOf(line.Name);
        string allocated = line.Allocated is { } bytes
            ? bytes.ToString("N0", CultureInfo.InvariantCulture) + (allocatesTooMuch ? " B!" : " B")
            : "?";
        string mean = ((100 * line.Mean / line.Nanoseconds) - 100).ToString("+0 '%'", CultureInfo.InvariantCulture);
        int missed = 0;
        string[] head = [line.Name, Time(line.Nanoseconds), mean, allocated];
        foreach (Goal goal in Goals.All.Where(goal => goal.Benchmark == line.Name))
        {
            missed += Compare(goal, line, costs, output, head);
            head = ["", "", "", ""];
        }

        if (head[0] is not "")
        {
            Write(output, [.. head, "", "", ""]);
        }

        if (allocatesTooMuch)
        {
            string most = Goals.AllocationOf(line.Name)!.Value.ToString("N0", CultureInfo.InvariantCulture);
            Write(output, "", "", "", "", "", "", $"at most {most} B, 1 KB beyond the content  MISSED");
        }

        return missed + (allocatesTooMuch ? 1 : 0);
    }

    private static int Compare(Goal goal, Line line, Dictionary<string, double> costs, TextWriter output, string[] head)
    {
        string against = $"{goal.Floor}, {goal.Reason}";
        if (!FloorExpression.IsMeasured(goal.Floor, costs))
        {
            Write(output, [.. head, "", Ratio(goal.Ratio), against + "  not measured"]);
            return 0;
        }

        double ratio = line.Nanoseconds / FloorExpression.Evaluate(goal.Floor, costs);
        bool isMet = ratio <= goal.Ratio;
        Write(output, [.. head, Ratio(ratio), Ratio(goal.Ratio), against + (isMet ? "  met" : "  MISSED")]);
        return isMet ? 0 : 1;
    }

    private static Line Fastest(IEnumerable<Line> rounds)
    {
        Line fastest = rounds.MinBy(line => line.Nanoseconds)!;
        return fastest with { Mean = rounds.Average(line => line.Mean) };
    }

    private static Line Measured(BenchmarkReport report) =>
        new(
            NameOf(report),
            report.ResultStatistics!.Min,
            report.ResultStatistics.Mean,
            report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase)
        );

    private static string NameOf(BenchmarkReport report)
    {
        string parameters =
            report.BenchmarkCase.Parameters.Items.Count == 0
                ? ""
                : $"({string.Join(", ", report.BenchmarkCase.Parameters.Items.Select(item => $"{item.Name}: {item.Value}"))})";
        return $"{report.BenchmarkCase.Descriptor.Type.Name}.{report.BenchmarkCase.Descriptor.WorkloadMethod.Name}{parameters}";
    }

    private static string Ratio(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Time(double nanoseconds) =>
        nanoseconds switch
        {
            < 1e4 => nanoseconds.ToString("0.0 'ns'", CultureInfo.InvariantCulture),
            < 1e7 => (nanoseconds / 1e3).ToString("0.0 'µs'", CultureInfo.InvariantCulture),
            _ => (nanoseconds / 1e6).ToString("0.0 'ms'", CultureInfo.InvariantCulture),
        };

    private static void Write(TextWriter output, params string[] cells) =>
        output.WriteLine(string.Format(CultureInfo.InvariantCulture, Columns, [.. cells]).TrimEnd());
}
