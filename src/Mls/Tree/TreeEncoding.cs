using System.Numerics;

namespace Sotto.Mls.Tree;

/// <summary>The tree as it travels (RFC 9420 section 12.4.3.3): all nodes in order, without the blank ones at the end.</summary>
internal static class TreeEncoding
{
    /// <summary>More leaves than any group of ours has; a bound on what a blank tree of one byte a node can take.</summary>
    internal const int MostLeaves = 1 << 15;

    private const byte LeafType = 1;
    private const byte ParentType = 2;

    internal static RatchetTree Parse(ReadOnlySpan<byte> encoding)
    {
        TlsReader reader = new(encoding);
        List<object?> nodes = ReadNodes(new(reader.OpaqueSpan()));
        reader.End();
        // A trailing blank would give one tree two encodings.
        if (nodes is [] or [.., null])
        {
            throw new MlsException("tree_ends_blank");
        }

        uint leafCount = BitOperations.RoundUpToPowerOf2(((uint)nodes.Count / 2) + 1);
        LeafNode?[] leaves = new LeafNode?[leafCount];
        ParentNode?[] parents = new ParentNode?[leafCount - 1];
        for (int position = 0; position < nodes.Count; position++)
        {
            Place(nodes[position], position, leaves, parents);
        }

        return new(leaves, parents, new byte[]?[(2 * leafCount) - 1]);
    }

    internal static byte[] Encode(RatchetTree tree)
    {
        using TlsWriter writer = new();
        uint count = tree.LeafCount * 2 - 1;
        while (count > 0 && tree.IsBlank(new(count - 1)))
        {
            count--;
        }

        int start = writer.BeginVector();
        for (uint position = 0; position < count; position++)
        {
            WriteNode(writer, tree, new(position));
        }

        return writer.EndVector(start).ToArray();
    }

    private static List<object?> ReadNodes(TlsReader reader)
    {
        List<object?> nodes = [];
        while (!reader.IsAtEnd)
        {
            if (nodes.Count == (2 * MostLeaves) - 1)
            {
                throw new MlsException("tree_too_large");
            }

            nodes.Add(reader.Presence() ? ReadNode(ref reader) : null);
        }

        return nodes;
    }

    private static object ReadNode(ref TlsReader reader) =>
        reader.UInt8() switch
        {
            LeafType => LeafNode.Read(ref reader),
            ParentType => ParentNode.Read(ref reader),
            _ => throw new MlsException("node_type"),
        };

    private static void Place(object? node, int position, LeafNode?[] leaves, ParentNode?[] parents)
    {
        switch (node)
        {
            case LeafNode leaf when position % 2 == 0:
                leaves[position / 2] = leaf;
                break;
            case ParentNode parent when position % 2 == 1:
                parents[position / 2] = parent;
                break;
            case not null:
                throw new MlsException("tree_node_position");
        }
    }

    private static void WriteNode(TlsWriter writer, RatchetTree tree, NodeIndex node)
    {
        if (tree.IsBlank(node))
        {
            writer.Presence(false);
        }
        else if (node.IsLeaf)
        {
            writer.Presence(true).UInt8(LeafType).Structure(tree.LeafAt(node.Leaf)!);
        }
        else
        {
            writer.Presence(true).UInt8(ParentType).Structure(tree.ParentAt(node)!);
        }
    }
}
