using System.Collections.Concurrent;

namespace Sotto.Server.Http;

/// <summary>How much of something one party may use in an hour.</summary>
internal readonly record struct Allowance(string What, string Who, int Most);

/// <summary>
/// Counts in hourly windows, in memory: addresses of visitors are never written down for this. A restart forgives.
/// </summary>
internal sealed class Quotas(TimeProvider time)
{
    private const int MostCounted = 100_000;

    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private long _window;

    /// <summary>How many allowances are counted in this hour.</summary>
    public int Counted => _counts.Count;

    /// <summary>
    /// Takes <paramref name="amount"/> from each allowance of this hour, in order; false when one is used up, and those
    /// after it are not touched. The hardest to multiply comes first: a caller who may choose any number of keys must
    /// not fill the memory with them, nor use up what is everybody's, once their address has nothing left.
    /// </summary>
    public bool TryTake(int amount, params ReadOnlySpan<Allowance> allowances)
    {
        StartWindow();
        foreach (Allowance allowance in allowances)
        {
            if (!TryTake($"{allowance.What} {allowance.Who}", amount, allowance.Most))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryTake(string key, int amount, int allowance)
    {
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
