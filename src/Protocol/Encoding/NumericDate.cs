namespace Sotto.Protocol;

/// <summary>Times in signed claims: whole seconds since 1970 (RFC 7519).</summary>
internal static class NumericDate
{
    private static readonly long Max = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    internal static long Of(DateTimeOffset time) => time.ToUnixTimeSeconds();

    internal static bool TryRead(long seconds, out DateTimeOffset time)
    {
        bool possible = seconds >= 0 && seconds <= Max;
        time = possible ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default;
        return possible;
    }
}
