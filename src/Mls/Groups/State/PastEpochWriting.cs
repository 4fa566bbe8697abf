namespace Sotto.Mls.Groups.State;

/// <summary>
/// Writes a past epoch: its context, the key of its senders, and of its leaves only those that the epoch after it
/// changed. A thousand members then cost a commit what it changed and no more.
/// </summary>
internal sealed class PastEpochWriting(MlsGroup group)
{
    internal bool TryWrite(ulong epoch, TlsWriter writer)
    {
        if (group.Past.Find(new(epoch)) is not { } past)
        {
            return false;
        }

        writer.Structure(past.Context).Opaque(past.Messages.SenderData.Bytes).UInt32(past.Messages.Tree.LeafCount);
        LeafNode?[] after = group.Past.Find(new(epoch + 1))?.Leaves ?? group.Tree.CopyLeaves();
        int start = writer.BeginVector();
        for (int i = 0; i < past.Leaves.Length; i++)
        {
            if (!ReferenceEquals(past.Leaves[i], i < after.Length ? after[i] : null))
            {
                writer.UInt32((uint)i).Optional(past.Leaves[i]);
            }
        }

        writer.EndVector(start);
        return true;
    }

    /// <summary>The leaves of a past epoch, from those of the epoch after it.</summary>
    internal static LeafNode?[] ReadLeaves(ref TlsReader reader, LeafNode?[] after)
    {
        uint count = reader.UInt32();
        if (count is 0 or > Tree.TreeEncoding.MostLeaves)
        {
            throw new MlsException("state_part_damaged");
        }

        LeafNode?[] leaves = new LeafNode?[count];
        Array.Copy(after, leaves, Math.Min(after.Length, leaves.Length));
        TlsReader changed = new(reader.OpaqueSpan());
        while (!changed.IsAtEnd)
        {
            LeafIndex index = LeafIndex.Read(ref changed);
            LeafNode? leaf = changed.Presence() ? LeafNode.Read(ref changed) : null;
            leaves[index.Value < count ? index.Value : throw new MlsException("state_part_damaged")] = leaf;
        }

        return leaves;
    }
}
