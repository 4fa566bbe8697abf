using Sotto.Tests;

namespace Sotto.Mls.Tests.Properties;

/// <summary>Decisions, and the library's randomness, from a seed.</summary>
internal sealed class Chance(ulong seed)
{
    private readonly SeededRandom _random = new(seed);

    internal int Below(int bound) => _random.Below(bound);

    internal bool Happens(int percent) => Below(100) < percent;

    internal T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>Some of them, at most so many, in random order.</summary>
    internal List<T> PickSome<T>(IEnumerable<T> items, int most)
    {
        List<T> left = [.. items];
        List<T> picked = [];
        while (left.Count > 0 && picked.Count < most)
        {
            int at = Below(left.Count);
            picked.Add(left[at]);
            left.RemoveAt(at);
        }

        return picked;
    }

    internal byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        Fill(bytes);
        return bytes;
    }

    internal void Fill(Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = (byte)Below(256);
        }
    }
}
