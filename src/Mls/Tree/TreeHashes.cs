using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Tree;

/// <summary>Tree hashes (RFC 9420 section 7.8) and the original ones that parent hashes are made of (section 7.9).</summary>
internal static class TreeHashes
{
    private const byte LeafType = 1;
    private const byte ParentType = 2;

    internal static byte[] TreeHash(this RatchetTree tree, Suite suite) => tree.TreeHash(suite, tree.Root);

    /// <summary>The hash of a subtree; remembered, so that a change costs one hash per level.</summary>
    internal static byte[] TreeHash(this RatchetTree tree, Suite suite, NodeIndex node) =>
        tree.Hashes[node.Value] ??= node.IsLeaf
            ? HashLeaf(suite, node.Leaf, tree.LeafAt(node.Leaf))
            : HashParent(
                suite,
                tree.ParentAt(node),
                tree.ParentAt(node)?.UnmergedLeaves,
                tree.TreeHash(suite, node.Left),
                tree.TreeHash(suite, node.Right)
            );

    /// <summary>
    /// The hash that a subtree had before these leaves were added to it. Only subtrees that hold one of them are hashed
    /// again.
    /// </summary>
    internal static byte[] OriginalTreeHash(
        this RatchetTree tree,
        Suite suite,
        NodeIndex node,
        IReadOnlyList<LeafIndex> without
    )
    {
        IReadOnlyList<LeafIndex> here = Below(node, without);
        if (here.Count == 0)
        {
            return tree.TreeHash(suite, node);
        }

        if (node.IsLeaf)
        {
            return HashLeaf(suite, node.Leaf, null);
        }

        return HashParent(
            suite,
            tree.ParentAt(node),
            [.. tree.ParentAt(node)?.UnmergedLeaves.Except(here) ?? []],
            tree.OriginalTreeHash(suite, node.Left, here),
            tree.OriginalTreeHash(suite, node.Right, here)
        );
    }

    /// <summary>Section 7.9: what a child of <paramref name="parent" /> stores as its parent hash.</summary>
    internal static byte[] ParentHash(Suite suite, ParentNode parent, ReadOnlySpan<byte> originalSiblingTreeHash)
    {
        using TlsWriter input = new();
        input.Opaque(parent.EncryptionKey.Span).Opaque(parent.ParentHash.Span).Opaque(originalSiblingTreeHash);
        return suite.Hash(input.Written);
    }

    private static IReadOnlyList<LeafIndex> Below(NodeIndex node, IReadOnlyList<LeafIndex> leaves) =>
        leaves.Count == 0 ? leaves : [.. leaves.Where(node.IsAbove)];

    private static byte[] HashLeaf(Suite suite, LeafIndex index, LeafNode? leaf)
    {
        using TlsWriter input = new();
        input.UInt8(LeafType).UInt32(index.Value).Optional(leaf);
        return suite.Hash(input.Written);
    }

    private static byte[] HashParent(
        Suite suite,
        ParentNode? parent,
        IReadOnlyList<LeafIndex>? unmergedLeaves,
        ReadOnlySpan<byte> left,
        ReadOnlySpan<byte> right
    )
    {
        using TlsWriter input = new();
        input.UInt8(ParentType).Presence(parent is not null);
        parent?.Write(input, unmergedLeaves ?? []);
        input.Opaque(left).Opaque(right);
        return suite.Hash(input.Written);
    }
}
