using System.Diagnostics;

namespace Sotto.Scenarios.Harness;

/// <summary>For what no page shows: asks again until it is so.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task IsTrueAsync(Func<Task<bool>> condition, string otherwise)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); !await condition(); await Task.Delay(Pause))
        {
            Assert.True(waited.Elapsed < Patience, otherwise);
        }
    }

    public static Task IsTrueAsync(Func<bool> condition, string otherwise) =>
        IsTrueAsync(() => Task.FromResult(condition()), otherwise);
}
