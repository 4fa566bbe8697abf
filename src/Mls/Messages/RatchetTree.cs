namespace Sotto.Mls;

/// <summary>
/// A ratchet tree as it travels (RFC 9420 section 12.4.3.3): its shape is checked, its hashes and signatures are not.
/// </summary>
public sealed class RatchetTree
{
    private RatchetTree(IReadOnlyList<Node?> nodes) => Nodes = nodes;

    /// <summary>Leaves at even and parents at odd positions, null where blank. The last one is never blank.</summary>
    internal IReadOnlyList<Node?> Nodes { get; }

    /// <summary>The members' leaves with their positions, blank ones left out.</summary>
    public IEnumerable<KeyValuePair<LeafIndex, LeafNode>> Members =>
        from position in Enumerable.Range(0, Nodes.Count)
        let leaf = Nodes[position]?.Leaf
        where leaf is not null
        select KeyValuePair.Create(new LeafIndex((uint)position / 2), leaf);

    /// <summary>Reads the data of a <c>ratchet_tree</c> extension, every byte; throws <see cref="MlsException" />.</summary>
    public static RatchetTree Parse(ReadOnlySpan<byte> extensionData)
    {
        TlsReader reader = new(extensionData);
        List<Node?> nodes = reader.Vector(
            static (ref TlsReader inner) => inner.Presence() ? Node.Read(ref inner) : null
        );
        reader.End();
        // A trailing blank would give one tree two encodings.
        if (nodes is [] or [.., null])
        {
            throw new MlsException("tree_ends_blank");
        }

        for (int position = 0; position < nodes.Count; position++)
        {
            if (nodes[position] is { } node && (node.Leaf is null) != (position % 2 == 1))
            {
                throw new MlsException("tree_node_position");
            }
        }

        return new(nodes);
    }

    /// <summary>A leaf or a parent.</summary>
    internal sealed record Node(LeafNode? Leaf, ParentNode? Parent)
    {
        internal static Node Read(ref TlsReader reader) =>
            reader.UInt8() switch
            {
                1 => new(LeafNode.Read(ref reader), null),
                2 => new(null, ParentNode.Read(ref reader)),
                _ => throw new MlsException("node_type"),
            };
    }
}
