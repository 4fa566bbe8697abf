namespace Sotto.Mls.Groups;

/// <summary>What a newcomer knows beside the Welcome.</summary>
public sealed record JoinOptions
{
    /// <summary>The tree, when the Welcome does not carry it.</summary>
    public RatchetTree? Tree { get; init; }

    /// <summary>The only group that may be joined, if that is known: a Welcome of another one is refused.</summary>
    public ReadOnlyMemory<byte>? ExpectedGroupId { get; init; }

    /// <summary>Whether this member is in a group of that id already; then a Welcome must not replace it.</summary>
    public Func<ReadOnlyMemory<byte>, bool> IsKnownGroup { get; init; } = static _ => false;

    /// <summary>The group that this one continues or branches off; needed to join such a one.</summary>
    public MlsGroup? Predecessor { get; init; }
}
