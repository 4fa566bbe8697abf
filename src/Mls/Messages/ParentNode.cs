namespace Sotto.Mls;

/// <summary>An inner node of the tree (RFC 9420 section 7.1).</summary>
internal sealed class ParentNode
{
    private ParentNode(ref TlsReader reader)
    {
        EncryptionKey = reader.Opaque();
        ParentHash = reader.Opaque();
        UnmergedLeaves = reader.Vector(LeafIndex.Read);
        for (int i = 1; i < UnmergedLeaves.Count; i++)
        {
            if (UnmergedLeaves[i - 1].Value >= UnmergedLeaves[i].Value)
            {
                throw new MlsException("unmerged_leaves_order");
            }
        }
    }

    internal ReadOnlyMemory<byte> EncryptionKey { get; }

    internal ReadOnlyMemory<byte> ParentHash { get; }

    internal IReadOnlyList<LeafIndex> UnmergedLeaves { get; }

    internal static ParentNode Read(ref TlsReader reader) => new(ref reader);
}
