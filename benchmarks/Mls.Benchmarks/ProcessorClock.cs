using Perfolizer.Horology;

namespace Sotto.Mls.Benchmarks;

/// <summary>
/// The time that processors spent on this process, on all its threads. The time on the wall also counts what other
/// processes took in between, on a busy machine several times as much, and does so unevenly for the two sides of a ratio.
/// What works on several threads costs here what it costs altogether.
/// </summary>
internal sealed class ProcessorClock : IClock
{
    public string Title => "processor time";

    public bool IsAvailable => true;

    public Frequency Frequency => new(TimeSpan.TicksPerSecond);

    public long GetTimestamp() => Environment.CpuUsage.TotalTime.Ticks;
}
