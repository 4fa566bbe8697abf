namespace Sotto.Mls.Fuzz;

/// <summary>Tells a refusal from a fault.</summary>
internal static class Judge
{
    private const int LargestInput = 1 << 20;
    private const long MostAllocated = 8 << 20;

    /// <summary>Returns when the input was read or refused; throws when a hostile sender has found something.</summary>
    internal static void Feed(Target target, ReadOnlySpan<byte> input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Feed(input);
        }
        catch (MlsException)
        {
            // The one way to refuse input.
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (input.Length <= LargestInput && allocated > MostAllocated)
        {
            throw new InvalidOperationException($"{input.Length} bytes of input took {allocated} bytes of memory.");
        }
    }
}
