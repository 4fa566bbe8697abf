namespace Sotto.Mls;

/// <summary>Fresh keys from the committer's leaf to the root (RFC 9420 section 7.6).</summary>
public sealed class UpdatePath
{
    private UpdatePath(ref TlsReader reader)
    {
        Leaf = LeafNode.Read(ref reader, LeafNodeSource.Commit);
        Nodes = reader.Vector(Node.Read);
    }

    /// <summary>The committer's new leaf.</summary>
    public LeafNode Leaf { get; }

    /// <summary>The nodes above it.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    internal static UpdatePath Read(ref TlsReader reader) => new(ref reader);

    /// <summary>One node of the path.</summary>
    public sealed class Node
    {
        private Node(ref TlsReader reader)
        {
            EncryptionKey = reader.Opaque();
            EncryptedPathSecrets = reader.Vector(HpkeCiphertext.Read);
        }

        /// <summary>The node's new HPKE public key.</summary>
        public ReadOnlyMemory<byte> EncryptionKey { get; }

        /// <summary>Its secret for each part of the tree below.</summary>
        public IReadOnlyList<HpkeCiphertext> EncryptedPathSecrets { get; }

        internal static Node Read(ref TlsReader reader) => new(ref reader);
    }
}
