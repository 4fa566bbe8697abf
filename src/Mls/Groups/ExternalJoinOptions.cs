namespace Sotto.Mls.Groups;

/// <summary>How somebody joins from outside (RFC 9420 section 12.4.3.2).</summary>
public sealed record ExternalJoinOptions
{
    /// <summary>The tree, when the group info does not carry it.</summary>
    public RatchetTree? Tree { get; init; }

    /// <summary>The only group that may be joined, if that is known.</summary>
    public ReadOnlyMemory<byte>? ExpectedGroupId { get; init; }

    /// <summary>One's own earlier self, lost with its keys, that is removed by the same commit.</summary>
    public LeafIndex? Replaces { get; init; }

    /// <summary>The external pre-shared keys to mix in, by their ids.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> PreSharedKeys { get; init; } = [];

    /// <summary>Data of the application that the commit's signature covers.</summary>
    public ReadOnlyMemory<byte> AuthenticatedData { get; init; }
}
