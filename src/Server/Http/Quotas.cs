namespace Sotto.Server.Http;

/// <summary>How much of something one party may use in an hour.</summary>
internal readonly record struct Allowance(string What, string Who, int Most);

/// <summary>
/// Counts in hourly windows, in memory: addresses of visitors are never written down for this. A restart forgives.
/// </summary>
internal sealed class Quotas(TimeProvider time)
{
    private const int MostCounted = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string What, string Who), int> _counts = [];
    private long _window;

    /// <summary>How many allowances were used in this hour.</summary>
    public int Counted
    {
        get
        {
            lock (_lock)
            {
                return _counts.Count;
            }
        }
    }

    /// <summary>
    /// Takes <paramref name="amount"/> from every one of these allowances of this hour. False, and nothing taken from any,
    /// when one is used up: a refused caller, who may choose any number of keys, must neither fill the memory with them
    /// nor use up what is everybody's.
    /// </summary>
    public bool TryTake(int amount, params ReadOnlySpan<Allowance> allowances)
    {
        lock (_lock)
        {
            StartWindow();
            foreach (Allowance allowance in allowances)
            {
                if (!HasLeft(allowance, amount))
                {
                    return false;
                }
            }

            foreach (Allowance allowance in allowances)
            {
                _counts[(allowance.What, allowance.Who)] = UsedOf(allowance) + amount;
            }

            return true;
        }
    }

    private bool HasLeft(Allowance allowance, int amount)
    {
        bool isNew = !_counts.ContainsKey((allowance.What, allowance.Who));
        bool hasRoom = !isNew || _counts.Count < MostCounted; // a flood of new addresses must not grow memory without end
        return hasRoom && (long)UsedOf(allowance) + amount <= allowance.Most;
    }

    private int UsedOf(Allowance allowance) => _counts.GetValueOrDefault((allowance.What, allowance.Who));

    private void StartWindow()
    {
        long window = time.GetUtcNow().ToUnixTimeSeconds() / 3600;
        if (_window != window)
        {
            _window = window;
            _counts.Clear();
        }
    }
}
