using Sotto.Mls.Tree;
using Sotto.Mls.Validation;

namespace Sotto.Mls;

/// <summary>
/// A commit whose public part has been verified: signature, proposals, path, keys, credentials. Members have yet to
/// compute the secrets and with them the confirmation tag.
/// </summary>
public sealed class VerifiedCommit : VerifiedMessage
{
    internal VerifiedCommit(
        object owner,
        AuthenticatedContent authenticated,
        ProposalEffect effect,
        RatchetTree tree,
        TreeKeys keys,
        IReadOnlyList<CommittedProposal> proposals
    )
        : this(owner, authenticated, proposals, effect.Committer)
    {
        Effect = effect;
        Tree = tree;
        Keys = keys;
        Added = [.. effect.Added.Select(added => added.Leaf)];
    }

    private VerifiedCommit(
        object owner,
        AuthenticatedContent authenticated,
        IReadOnlyList<CommittedProposal> proposals,
        LeafIndex committer
    )
    {
        Owner = owner;
        Authenticated = authenticated;
        Committed = proposals;
        Committer = committer;
        Removed = [.. proposals.Select(committed => committed.Removes).OfType<LeafIndex>()];
    }

    /// <inheritdoc />
    public override Sender Sender => Authenticated.Content.Sender;

    /// <inheritdoc />
    public override Epoch Epoch => Authenticated.Content.Epoch;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> AuthenticatedData => Authenticated.Content.AuthenticatedData;

    /// <summary>The committer's leaf; for a commit from outside, the one that they take.</summary>
    public LeafIndex Committer { get; }

    /// <summary>What it does, in the commit's order, each with whoever proposed it.</summary>
    public IReadOnlyList<KeyValuePair<Sender, Proposal>> Proposals =>
        [.. Committed.Select(committed => KeyValuePair.Create(committed.Sender, committed.Proposal))];

    /// <summary>The leaves of newcomers, a committer from outside not among them.</summary>
    public IReadOnlyList<LeafIndex> Added { get; private init; } = [];

    /// <summary>The leaves that become blank, or somebody else's.</summary>
    public IReadOnlyList<LeafIndex> Removed { get; }

    /// <summary>Whether it brings fresh keys.</summary>
    public bool HasPath => Path is not null;

    /// <summary>Whether this member made it and it came back.</summary>
    public bool IsOwn => Effect is null;

    internal object Owner { get; }

    internal AuthenticatedContent Authenticated { get; }

    /// <summary>What it does to the group; null for one's own, which has been applied where it was made.</summary>
    internal ProposalEffect? Effect { get; }

    /// <summary>The tree of the next epoch, of somebody else's commit.</summary>
    internal RatchetTree? Tree { get; }

    internal TreeKeys? Keys { get; }

    internal IReadOnlyList<CommittedProposal> Committed { get; }

    internal UpdatePath? Path => Authenticated.Content.Content.Commit!.Path;

    /// <summary>Of a private message: the generation of the key to delete when the commit is merged.</summary>
    internal uint? Generation { get; init; }

    /// <summary>A commit that its maker recognises.</summary>
    internal static VerifiedCommit OfOwn(
        object owner,
        AuthenticatedContent authenticated,
        IReadOnlyList<CommittedProposal> proposals,
        LeafIndex committer,
        IReadOnlyList<LeafIndex> added
    ) => new(owner, authenticated, proposals, committer) { Added = added };
}
