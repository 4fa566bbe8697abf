namespace Sotto.Server.Tests.Crash;

/// <summary>Numbers that differ and can be repeated: a linear congruential generator is all that choosing moments needs.</summary>
internal sealed class SeededMoments(int seed)
{
    private ulong _state = (ulong)seed;

    public int Next(int least, int most)
    {
        _state = (_state * 6364136223846793005UL) + 1442695040888963407UL;
        return least + (int)((_state >> 33) % (ulong)(most - least));
    }
}
