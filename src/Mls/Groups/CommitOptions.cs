namespace Sotto.Mls.Groups;

/// <summary>What a commit does. Proposals that the group keeps are committed as well, unless they clash.</summary>
public sealed record CommitOptions
{
    /// <summary>Whom to add.</summary>
    public IReadOnlyList<KeyPackage> Adds { get; init; } = [];

    /// <summary>Whom to remove.</summary>
    public IReadOnlyList<LeafIndex> Removes { get; init; } = [];

    /// <summary>The external pre-shared keys to mix in, by their ids.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> PreSharedKeys { get; init; } = [];

    /// <summary>The past epochs of this group whose resumption keys to mix in.</summary>
    public IReadOnlyList<Epoch> Resumptions { get; init; } = [];

    /// <summary>All the new extensions of the group's context, if they change.</summary>
    public IReadOnlyList<Extension>? Extensions { get; init; }

    /// <summary>In favour of which group this one ends, if it does; nothing else may be committed with it.</summary>
    public Proposal.ReInit? ReInit { get; init; }

    /// <summary>What changes about one's own leaf.</summary>
    public LeafChange? Leaf { get; init; }

    /// <summary>
    /// Whether to leave out the fresh path where RFC 9420 section 12.4 allows it: smaller and faster, and nothing heals.
    /// </summary>
    public bool OmitPathWhereAllowed { get; init; }

    /// <summary>Whether kept proposals are left for somebody else to commit.</summary>
    public bool LeavePendingProposals { get; init; }

    /// <summary>Whether the Welcome carries the tree; otherwise newcomers get it in another way.</summary>
    public bool TreeInWelcome { get; init; } = true;

    /// <summary>Data of the application that the commit's signature covers.</summary>
    public ReadOnlyMemory<byte> AuthenticatedData { get; init; }

    /// <summary>The first commit of a group that continues or branches off another.</summary>
    internal (ResumptionUsage Usage, MlsGroup Group)? Origin { get; init; }
}
