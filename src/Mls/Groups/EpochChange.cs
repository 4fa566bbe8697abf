using Sotto.Mls.Groups.State;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tree;

namespace Sotto.Mls.Groups;

/// <summary>Moves a group to the epoch that a commit leads to: the old one becomes a past one, the rest of it is wiped.</summary>
internal sealed class EpochChange(MlsGroup group)
{
    internal void Enter(PendingEpoch pending)
    {
        if (pending.Consumes is var (sender, generation))
        {
            group.Consume(group.Current.Messages, new(sender, RatchetKind.Handshake), generation);
        }

        if (!ReferenceEquals(group.PendingCommit, pending))
        {
            group.DropPendingCommit();
        }

        group.PendingCommit = null;
        group.Changes.Add(PartName.Pending);
        group.Changes.Add(PartName.Group);
        group.Changes.Add(PartName.Secrets);
        pending.IsMerged = true;
        group.Proposals.Clear();
        if (pending.Next is { } next)
        {
            Replace(next);
            group.Signer = pending.NewSigner ?? group.Signer;
            group.Successor = pending.ReInit;
            group.Status = pending.ReInit is null ? GroupStatus.Active : GroupStatus.Reinitialized;
        }
        else
        {
            Leave();
        }
    }

    private void Replace(EpochState next)
    {
        EpochState ended = group.Current;
        NotePrivateKeys(ended.Private);
        NotePrivateKeys(next.Private);
        NoteTree(ended.Public.Tree, next.Public.Tree);
        group.Past.Add(ended, group.Settings);
        ended.Secrets.Dispose();
        ended.Private.WipeExcept(next.Private);
        group.Current = next;
        next.Messages.Tree.ForEachPart(group.Changes.For(next.Public.Epoch));
    }

    /// <summary>Message keys stay for late messages; what would lead into another epoch goes.</summary>
    private void Leave()
    {
        NotePrivateKeys(group.Current.Private);
        group.Current.Secrets.Dispose();
        group.Current.Private.WipeExcept(null);
        group.Status = GroupStatus.Removed;
    }

    private void NotePrivateKeys(PrivateTree keys)
    {
        foreach ((NodeIndex node, _) in keys.Keys)
        {
            group.Changes.Add(PartName.OfPrivateKey(node));
        }
    }

    private void NoteTree(RatchetTree before, RatchetTree after)
    {
        uint most = (2 * Math.Max(before.LeafCount, after.LeafCount)) - 1;
        for (uint i = 0; i < most; i++)
        {
            NodeIndex node = new(i);
            if (!ReferenceEquals(NodeIn(before, node), NodeIn(after, node)))
            {
                group.Changes.Add(PartName.OfTreeNode(node));
            }
        }

        if (before.LeafCount != after.LeafCount)
        {
            group.Changes.Add(PartName.TreeSize);
        }
    }

    private static ITlsStructure? NodeIn(RatchetTree tree, NodeIndex node) =>
        node.Value < (2 * tree.LeafCount) - 1 ? tree.NodeAt(node) : null;
}
