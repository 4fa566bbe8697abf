using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Tree;

/// <summary>
/// What a newcomer or observer checks of a tree that somebody else describes, before believing any key in it (RFC 9420
/// sections 7.7, 7.9.2 and 12.4.3.1). Leaves themselves are checked apart.
/// </summary>
internal static class TreeValidation
{
    /// <summary>Throws <see cref="MlsException" /> naming the first rule that the tree breaks.</summary>
    internal static void Check(RatchetTree tree, Suite suite, ReadOnlySpan<byte> treeHash)
    {
        if (!tree.TreeHash(suite).AsSpan().SequenceEqual(treeHash))
        {
            throw new MlsException("tree_hash");
        }

        CheckSize(tree);
        foreach (NodeIndex node in Parents(tree))
        {
            ParentNode parent = tree.ParentAt(node)!;
            CheckPublicKey(suite, parent);
            CheckUnmergedLeaves(tree, node, parent);
            CheckParentHash(tree, suite, node, parent);
        }
    }

    /// <summary>A right half in which nobody is left would have been dropped (section 7.7).</summary>
    internal static void CheckSize(RatchetTree tree)
    {
        uint half = tree.LeafCount / 2;
        bool hasMember = false;
        for (uint i = half; i < tree.LeafCount && !hasMember; i++)
        {
            hasMember = tree.LeafAt(new(i)) is not null;
        }

        if (!hasMember)
        {
            throw new MlsException("tree_not_truncated");
        }
    }

    /// <summary>
    /// An unmerged leaf is a member below the node, and no key on the way claims to be known to it (section 12.4.3.1).
    /// </summary>
    internal static void CheckUnmergedLeaves(RatchetTree tree, NodeIndex node, ParentNode parent)
    {
        foreach (LeafIndex leaf in parent.UnmergedLeaves)
        {
            if (!node.IsAbove(leaf) || tree.LeafAt(leaf) is null)
            {
                throw new MlsException("unmerged_leaf_no_member");
            }

            for (NodeIndex between = NodeIndex.Of(leaf).Parent; between != node; between = between.Parent)
            {
                if (tree.ParentAt(between) is { } other && !other.UnmergedLeaves.Contains(leaf))
                {
                    throw new MlsException("unmerged_leaf_missing_below");
                }
            }
        }
    }

    /// <summary>
    /// Section 7.9.2: somebody below put this key here, and everybody who has joined below since is noted as unmerged.
    /// Every parent is checked; one valid chain says nothing about the others.
    /// </summary>
    internal static void CheckParentHash(RatchetTree tree, Suite suite, NodeIndex node, ParentNode parent)
    {
        if (
            !IsSetFrom(tree, suite, node.Left, node.Right, parent)
            && !IsSetFrom(tree, suite, node.Right, node.Left, parent)
        )
        {
            throw new MlsException("parent_hash");
        }
    }

    private static bool IsSetFrom(RatchetTree tree, Suite suite, NodeIndex child, NodeIndex sibling, ParentNode parent)
    {
        HashSet<NodeIndex> later = [.. parent.UnmergedLeaves.Where(child.IsAbove).Select(NodeIndex.Of)];
        List<NodeIndex> setters = tree.Resolution(child);
        int withLater = setters.Count;
        setters.RemoveAll(later.Contains);
        return setters.Count == 1
            && withLater == later.Count + 1
            && ParentHashOf(tree, setters[0]) is { Length: > 0 } stored
            && TreeHashes
                .ParentHash(suite, parent, tree.OriginalTreeHash(suite, sibling, parent.UnmergedLeaves))
                .AsSpan()
                .SequenceEqual(stored.Span);
    }

    private static ReadOnlyMemory<byte> ParentHashOf(RatchetTree tree, NodeIndex node) =>
        node.IsLeaf ? tree.LeafAt(node.Leaf)!.ParentHash : tree.ParentAt(node)!.ParentHash;

    private static void CheckPublicKey(Suite suite, ParentNode parent)
    {
        if (!suite.Kem.IsValidPublicKey(parent.EncryptionKey.Span))
        {
            throw new MlsException("hpke_public_key");
        }
    }

    private static IEnumerable<NodeIndex> Parents(RatchetTree tree)
    {
        for (uint i = 1; i < (2 * tree.LeafCount) - 1; i += 2)
        {
            if (tree.ParentAt(new(i)) is not null)
            {
                yield return new(i);
            }
        }
    }
}
