using Sotto.Mls.KeySchedule;

namespace Sotto.Mls.Groups;

/// <summary>
/// What still opens late messages of an epoch that is over: its keys and who was in it. The leaves are those of that
/// epoch, so that a message is never ascribed to whoever has the leaf now.
/// </summary>
internal sealed record PastEpoch(GroupContext Context, LeafNode?[] Leaves, MessageKeys Messages)
{
    internal LeafNode? LeafAt(LeafIndex leaf) => leaf.Value < Leaves.Length ? Leaves[leaf.Value] : null;
}
