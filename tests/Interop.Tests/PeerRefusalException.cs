namespace Sotto.Interop.Tests;

/// <summary>The peer refused. The rule is that of <c>MlsError</c> in <c>web/mls</c>; the member's group is unchanged.</summary>
public sealed class PeerRefusalException(string command, string rule, string message)
    : Exception($"The peer refused {command}, {rule}: {message}")
{
    public string Rule { get; } = rule;
}
