using System.Collections.Concurrent;

namespace Sotto.Server.Http;

/// <summary>
/// Counts in hourly windows, in memory: addresses of visitors are never written down for this. A restart forgives.
/// </summary>
internal sealed class Quotas(TimeProvider time)
{
    private const int MostCounted = 100_000;

    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private long _window;

    /// <summary>Takes <paramref name="amount"/> from the allowance of this hour; false, and nothing taken, when it is used up.</summary>
    public bool TryTake(string what, string who, int amount, int allowance)
    {
        StartWindow();
        string key = $"{what} {who}";
        if (_counts.Count >= MostCounted && !_counts.ContainsKey(key))
        {
            return false; // a flood of new addresses must not grow memory without end
        }

        bool taken = false;
        _counts.AddOrUpdate(
            key,
            _ =>
            {
                taken = amount <= allowance;
                return taken ? amount : 0;
            },
            (_, count) =>
            {
                taken = count + amount <= allowance;
                return taken ? count + amount : count;
            }
        );
        return taken;
    }

    private void StartWindow()
    {
        long window = time.GetUtcNow().ToUnixTimeSeconds() / 3600;
        if (Interlocked.Exchange(ref _window, window) != window)
        {
            _counts.Clear();
        }
    }
}
