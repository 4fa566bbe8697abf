namespace Sotto.Mls.Tests.Groups;

internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    /// <summary>A lifetime around this moment.</summary>
    internal Lifetime Lifetime =>
        new((ulong)now.AddHours(-1).ToUnixTimeSeconds(), (ulong)now.AddDays(30).ToUnixTimeSeconds());

    public override DateTimeOffset GetUtcNow() => now;
}
