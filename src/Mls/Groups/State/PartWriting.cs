using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tree;

namespace Sotto.Mls.Groups.State;

/// <summary>Names and writes the parts of a group.</summary>
internal sealed class PartWriting(MlsGroup group)
{
    private EpochState Current => group.Current;

    /// <summary>Every part that the group has.</summary>
    internal IEnumerable<PartName> All()
    {
        ChangeLog all = new();
        all.Add(PartName.Group);
        all.Add(PartName.TreeSize);
        all.Add(PartName.Secrets);
        all.Add(PartName.Pending);
        NoteEpochs(all);
        foreach ((NodeIndex node, _) in Current.Private.Keys)
        {
            all.Add(PartName.OfPrivateKey(node));
        }

        for (uint i = 0; i < (2 * group.Tree.LeafCount) - 1; i++)
        {
            all.Add(PartName.OfTreeNode(new(i)));
        }

        foreach (ulong number in group.Proposals.Numbered.Keys)
        {
            all.Add(PartName.OfProposal(number));
        }

        foreach (ulong number in group.Proposals.UpdateKeys.Keys)
        {
            all.Add(PartName.OfOwnUpdate(number));
        }

        return all.Changed;
    }

    /// <summary>Writes a part's content, or returns false when the group does not have it.</summary>
    internal bool TryWrite(PartName name, TlsWriter writer) =>
        name.Kind switch
        {
            PartKind.Group => WriteGroup(writer),
            PartKind.Secrets => WriteSecrets(writer),
            PartKind.PrivateKey => Write(
                writer,
                group.Status is GroupStatus.Removed ? null : Current.Private.KeyOf(name.Node)?.PrivateKey
            ),
            PartKind.TreeSize => WriteTreeSize(writer),
            PartKind.TreeNode => WriteNode(writer, name.Node),
            PartKind.Proposal => WriteProposal(writer, name.Place),
            PartKind.OwnUpdate => Write(writer, group.Proposals.UpdateKeys.GetValueOrDefault(name.Place)?.PrivateKey),
            PartKind.SecretNode => Write(writer, TreeOf(name)?.NodeAt(name.Node)),
            PartKind.Ratchet => WriteRatchet(writer, TreeOf(name)?.RatchetOf(name.Ratchet)),
            PartKind.SkippedKey => Write(
                writer,
                TreeOf(name)?.RatchetOf(name.Ratchet)?.Skipped.GetValueOrDefault(name.Generation)
            ),
            PartKind.PastEpoch => new PastEpochWriting(group).TryWrite(name.Epoch, writer),
            PartKind.Resumption => Write(writer, group.Past.FindResumption(new(name.Epoch))),
            PartKind.Pending => PendingWriting.TryWrite(group, writer),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };

    private void NoteEpochs(ChangeLog all)
    {
        Current.Messages.Tree.ForEachPart(all.For(group.Epoch));
        foreach (PastEpoch past in group.Past.Epochs.Values)
        {
            all.Add(PartName.OfPastEpoch(past.Context.Epoch));
            past.Messages.Tree.ForEachPart(all.For(past.Context.Epoch));
        }

        foreach (ulong epoch in group.Past.Resumption.Keys)
        {
            all.Add(PartName.OfResumption(new(epoch)));
        }
    }

    private bool WriteGroup(TlsWriter writer)
    {
        writer.UInt8((byte)group.Status).UInt32(group.Self.Value).Structure(Current.Public.Context);
        writer.Opaque(Current.Public.InterimTranscriptHash).Opaque(Current.ConfirmationTag);
        writer.Opaque(Current.Messages.SenderData.Bytes).Optional(group.Successor);
        return true;
    }

    private bool WriteSecrets(TlsWriter writer)
    {
        if (group.Status is GroupStatus.Removed)
        {
            return false;
        }

        WriteSecrets(writer, Current.Secrets);
        return true;
    }

    internal static void WriteSecrets(TlsWriter writer, EpochSecrets secrets)
    {
        foreach (Secret secret in secrets.All)
        {
            writer.Opaque(secret.Bytes);
        }
    }

    private bool WriteTreeSize(TlsWriter writer)
    {
        writer.UInt32(group.Tree.LeafCount);
        return true;
    }

    private bool WriteNode(TlsWriter writer, NodeIndex node)
    {
        bool isInTree = node.Value < (2 * group.Tree.LeafCount) - 1;
        return isInTree && WriteNode(writer, group.Tree.NodeAt(node));
    }

    internal static bool WriteNode(TlsWriter writer, ITlsStructure? node)
    {
        if (node is not null)
        {
            writer.Structure(node);
        }

        return node is not null;
    }

    private bool WriteProposal(TlsWriter writer, ulong number)
    {
        if (!group.Proposals.Numbered.TryGetValue(number, out VerifiedProposal? proposal))
        {
            return false;
        }

        writer.Structure(proposal.Authenticated);
        return true;
    }

    private SecretTree? TreeOf(PartName name) =>
        name.Epoch == group.Epoch.Value ? Current.Messages.Tree : group.Past.Find(new(name.Epoch))?.Messages.Tree;

    private static bool WriteRatchet(TlsWriter writer, Ratchet? ratchet)
    {
        if (ratchet is null)
        {
            return false;
        }

        writer.UInt32(ratchet.Generation).Opaque(ratchet.Secret.Bytes);
        return true;
    }

    private static bool Write(TlsWriter writer, Secret? secret)
    {
        if (secret is null)
        {
            return false;
        }

        writer.Opaque(secret.Bytes);
        return true;
    }
}
