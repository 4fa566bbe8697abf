namespace Sotto.Mls;

/// <summary>An inner node of the tree (RFC 9420 section 7.1).</summary>
internal sealed class ParentNode : ITlsStructure
{
    private const int ElementsOfParent = 2;

    private ParentNode(ref TlsReader reader)
    {
        reader.Spend(ElementsOfParent);
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

    internal ParentNode(
        ReadOnlyMemory<byte> encryptionKey,
        ReadOnlyMemory<byte> parentHash,
        IReadOnlyList<LeafIndex> unmergedLeaves
    )
    {
        EncryptionKey = encryptionKey;
        ParentHash = parentHash;
        UnmergedLeaves = unmergedLeaves;
    }

    internal ReadOnlyMemory<byte> EncryptionKey { get; }

    internal ReadOnlyMemory<byte> ParentHash { get; }

    /// <summary>Leaves below that do not hold the private key, in ascending order.</summary>
    internal IReadOnlyList<LeafIndex> UnmergedLeaves { get; }

    void ITlsStructure.Write(TlsWriter writer) => Write(writer, UnmergedLeaves);

    internal static ParentNode Read(ref TlsReader reader) => new(ref reader);

    /// <summary>The encoding with other unmerged leaves, for the original tree hash (section 7.9).</summary>
    internal void Write(TlsWriter writer, IReadOnlyList<LeafIndex> unmergedLeaves)
    {
        writer.Opaque(EncryptionKey.Span).Opaque(ParentHash.Span);
        int start = writer.BeginVector();
        foreach (LeafIndex leaf in unmergedLeaves)
        {
            writer.UInt32(leaf.Value);
        }

        writer.EndVector(start);
    }

    /// <summary>The same with one more unmerged leaf, kept in order.</summary>
    internal ParentNode WithUnmerged(LeafIndex leaf) =>
        new(EncryptionKey, ParentHash, [.. UnmergedLeaves.Append(leaf).OrderBy(index => index.Value)]);
}
