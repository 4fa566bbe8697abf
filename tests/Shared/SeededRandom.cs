namespace Sotto.Tests;

/// <summary>Repeatable noise for fuzzing (SplitMix64): the same seed gives the same run on every machine.</summary>
public sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number below <paramref name="bound" />.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>The input with one to four small changes: bits, bytes, cuts, doublings.</summary>
    public byte[] Mutate(byte[] input)
    {
        List<byte> bytes = [.. input];
        for (int change = Below(4); change >= 0 && bytes.Count > 0; change--)
        {
            int at = Below(bytes.Count);
            switch (Below(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << Below(8));
                    break;
                case 1:
                    bytes[at] = (byte)Next();
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + Below(8)));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, 1 + Below(8))));
                    break;
                default:
                    bytes[at] = (byte)(Below(2) == 0 ? 0 : 0xFF);
                    break;
            }
        }

        return [.. bytes];
    }

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
