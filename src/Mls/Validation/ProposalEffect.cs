using Sotto.Mls.Tree;

namespace Sotto.Mls.Validation;

/// <summary>
/// What the proposals of a commit do to a group (RFC 9420 section 12.3), before its path. Made from checked lists only;
/// the state they came from stays as it was.
/// </summary>
internal sealed class ProposalEffect
{
    private ProposalEffect(PublicState before, IReadOnlyList<CommittedProposal> proposals, Sender committer)
    {
        Before = before;
        Extensions = before.Context.Extensions;
        // Hashes that are computed now stay with the tree; those of an edit go with it.
        before.Tree.TreeHash(before.Suite);
        TreeEdit edit = before.Tree.Edit();
        foreach (CommittedProposal committed in proposals)
        {
            Note(edit, committed);
        }

        edit.Truncate();
        foreach (CommittedProposal committed in proposals)
        {
            if (committed.Proposal is Proposal.Add add)
            {
                Added.Add(new(edit.Add(add.KeyPackage.Leaf), add.KeyPackage));
            }
        }

        Committer = committer is Sender.Member member ? member.Leaf : edit.Reserve();
        Tree = edit.Finish();
        AddedLeaves = Added.Select(added => added.Leaf).ToHashSet();
    }

    /// <summary>A newcomer and where they stand.</summary>
    internal sealed record AddedMember(LeafIndex Leaf, KeyPackage KeyPackage);

    internal PublicState Before { get; }

    /// <summary>The tree after the proposals. A committer from outside has a place in it and no leaf yet.</summary>
    internal RatchetTree Tree { get; }

    /// <summary>The extensions of the next epoch's context.</summary>
    internal IReadOnlyList<Extension> Extensions { get; private set; }

    internal LeafIndex Committer { get; }

    internal List<AddedMember> Added { get; } = [];

    internal IReadOnlySet<LeafIndex> AddedLeaves { get; }

    internal List<LeafIndex> Removed { get; } = [];

    internal List<LeafIndex> Updated { get; } = [];

    internal List<PreSharedKeyId> PreSharedKeys { get; } = [];

    /// <summary>Whom a committer from outside removes by value: their own earlier self (section 12.4.3.2).</summary>
    internal LeafIndex? ResyncOf { get; private set; }

    internal Proposal.ExternalInit? ExternalInit { get; private set; }

    internal Proposal.ReInit? ReInit { get; private set; }

    internal static ProposalEffect Of(
        PublicState before,
        IReadOnlyList<CommittedProposal> proposals,
        Sender committer,
        bool hasPath
    )
    {
        ProposalListRules.Check(proposals, committer, hasPath);
        ProposalEffect effect = new(before, proposals, committer);
        effect.CheckSupport(proposals);
        return effect;
    }

    /// <summary>The context of the next epoch but for the transcript; what paths are encrypted under.</summary>
    internal GroupContext ContextWith(RatchetTree tree) => ContextWith(tree, Before.Context.ConfirmedTranscriptHash);

    /// <summary>The context of the next epoch.</summary>
    internal GroupContext ContextWith(RatchetTree tree, ReadOnlyMemory<byte> confirmedTranscriptHash) =>
        new(Before.Suite.Id, Before.GroupId, Extensions)
        {
            Epoch = Before.Epoch.Next,
            TreeHash = tree.TreeHash(Before.Suite),
            ConfirmedTranscriptHash = confirmedTranscriptHash,
        };

    /// <summary>
    /// All public keys of the next epoch; throws <see cref="MlsException" /> when keys, credentials or clients clash.
    /// </summary>
    internal TreeKeys CheckTree(RatchetTree tree, UpdatePath? path, GroupPolicy policy)
    {
        CredentialRules.CheckChange(Before.Tree, tree);
        CheckClients(tree, policy);
        TreeKeys proposed = Before.Keys.After(Before.Tree, Tree);
        if (path is null)
        {
            return proposed;
        }

        // Section 12.4.2: not even the keys that the path replaces, or it would look fresh and heal nothing.
        bool isFresh =
            !proposed.HasEncryptionKey(path.Leaf.EncryptionKey)
            && !path.Nodes.Any(node => proposed.HasEncryptionKey(node.EncryptionKey));
        return isFresh ? proposed.After(Tree, tree) : throw new MlsException("duplicate_encryption_key");
    }

    /// <summary>Section 12.2: nobody is added who is in the group already, as far as the application can tell.</summary>
    private void CheckClients(RatchetTree tree, GroupPolicy policy)
    {
        IEnumerable<LeafIndex> entering = ExternalInit is null ? AddedLeaves : AddedLeaves.Append(Committer);
        foreach (LeafIndex index in entering)
        {
            // A committer from outside has no leaf before the path.
            if (tree.LeafAt(index) is { } leaf)
            {
                bool isTwice = tree.Members.Any(other => other.Key != index && policy.IsSameClient(leaf, other.Value));
                MlsException.Require(!isTwice, "same_client_twice");
            }
        }
    }

    private void Note(TreeEdit edit, CommittedProposal committed)
    {
        switch (committed.Proposal)
        {
            case Proposal.GroupContextExtensions extensions:
                Extensions = extensions.Extensions;
                break;
            case Proposal.Update update:
                edit.Update(committed.Updates!.Value, update.Leaf);
                Updated.Add(committed.Updates.Value);
                break;
            case Proposal.Remove or Proposal.SelfRemove:
                edit.Remove(committed.Removes!.Value);
                Removed.Add(committed.Removes.Value);
                ResyncOf = committed.Sender is Sender.NewMemberCommit ? committed.Removes : ResyncOf;
                break;
            case Proposal.PreSharedKey preSharedKey:
                PreSharedKeys.Add(preSharedKey.Id);
                break;
            case Proposal.ExternalInit externalInit:
                ExternalInit = externalInit;
                break;
            case Proposal.ReInit reInit:
                ReInit = reInit;
                break;
        }
    }

    /// <summary>
    /// Everybody who is in the group after the commit supports what it demands then, and those who were in it before and
    /// stay support the kinds of proposals in it (sections 12.1.7, 12.2 and 12.3).
    /// </summary>
    private void CheckSupport(IReadOnlyList<CommittedProposal> proposals)
    {
        List<ushort> unusual =
        [
            .. proposals
                .Select(committed => committed.Proposal.Type)
                .Where(type => !Proposal.IsDefault(type))
                .Distinct(),
        ];
        bool changesDemands = !ReferenceEquals(Extensions, Before.Context.Extensions);
        if (!changesDemands && unusual.Count == 0)
        {
            Added.ForEach(added => LeafRules.CheckGroupSupport(added.KeyPackage.Leaf, Extensions));
            Updated.ForEach(updated => LeafRules.CheckGroupSupport(Tree.LeafAt(updated)!, Extensions));
            return;
        }

        foreach ((LeafIndex index, LeafNode leaf) in Tree.Members)
        {
            LeafRules.CheckGroupSupport(leaf, Extensions);
            if (!AddedLeaves.Contains(index) && !unusual.TrueForAll(leaf.Capabilities.SupportsProposal))
            {
                throw new MlsException("proposal_unsupported_by_member");
            }
        }
    }
}
