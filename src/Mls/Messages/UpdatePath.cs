namespace Sotto.Mls;

/// <summary>Fresh keys from the committer's leaf to the root (RFC 9420 section 7.6).</summary>
public sealed class UpdatePath : ITlsStructure
{
    private UpdatePath(ref TlsReader reader)
    {
        Leaf = LeafNode.Read(ref reader, LeafNodeSource.Commit);
        Nodes = reader.Vector(Node.Read);
    }

    internal UpdatePath(LeafNode leaf, IReadOnlyList<Node> nodes)
    {
        Leaf = leaf;
        Nodes = nodes;
    }

    /// <summary>The committer's new leaf.</summary>
    public LeafNode Leaf { get; }

    /// <summary>The nodes above it.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    void ITlsStructure.Write(TlsWriter writer) => writer.Structure(Leaf).Vector(Nodes);

    internal static UpdatePath Read(ref TlsReader reader) => new(ref reader);

    /// <summary>One node of the path.</summary>
    public sealed class Node : ITlsStructure
    {
        private Node(ref TlsReader reader)
        {
            EncryptionKey = reader.Opaque();
            EncryptedPathSecrets = reader.Vector(HpkeCiphertext.Read);
        }

        internal Node(ReadOnlyMemory<byte> encryptionKey, IReadOnlyList<HpkeCiphertext> encryptedPathSecrets)
        {
            EncryptionKey = encryptionKey;
            EncryptedPathSecrets = encryptedPathSecrets;
        }

        /// <summary>The node's new HPKE public key.</summary>
        public ReadOnlyMemory<byte> EncryptionKey { get; }

        /// <summary>Its secret for each part of the tree below.</summary>
        public IReadOnlyList<HpkeCiphertext> EncryptedPathSecrets { get; }

        void ITlsStructure.Write(TlsWriter writer) => writer.Opaque(EncryptionKey.Span).Vector(EncryptedPathSecrets);

        internal static Node Read(ref TlsReader reader) => new(ref reader);
    }
}
