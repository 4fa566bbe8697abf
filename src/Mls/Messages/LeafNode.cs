namespace Sotto.Mls;

/// <summary>A member's leaf (RFC 9420 section 7.2). Its signature has not been verified.</summary>
public sealed class LeafNode
{
    private LeafNode(ref TlsReader reader)
    {
        EncryptionKey = reader.Opaque();
        SignatureKey = reader.Opaque();
        Credential = Credential.Read(ref reader);
        Capabilities = Capabilities.Read(ref reader);
        (Source, Lifetime, ParentHash) = ReadSource(ref reader);
        Extensions = Extension.ReadList(ref reader);
        Signature = reader.Opaque();
    }

    /// <summary>The HPKE public key.</summary>
    public ReadOnlyMemory<byte> EncryptionKey { get; }

    /// <summary>The public key that signs the member's messages.</summary>
    public ReadOnlyMemory<byte> SignatureKey { get; }

    /// <summary>Who the member claims to be.</summary>
    public Credential Credential { get; }

    /// <summary>What the member's client supports.</summary>
    public Capabilities Capabilities { get; }

    /// <summary>How the leaf came into the tree.</summary>
    public LeafNodeSource Source { get; }

    /// <summary>Of a leaf from a key package; otherwise null.</summary>
    public Lifetime? Lifetime { get; }

    /// <summary>Of a leaf from a commit; otherwise empty.</summary>
    public ReadOnlyMemory<byte> ParentHash { get; }

    /// <summary>Its extensions.</summary>
    public IReadOnlyList<Extension> Extensions { get; }

    /// <summary>The signature, unverified.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    internal static LeafNode Read(ref TlsReader reader) => new(ref reader);

    /// <summary>A leaf where only this source is allowed.</summary>
    internal static LeafNode Read(ref TlsReader reader, LeafNodeSource source)
    {
        LeafNode leaf = new(ref reader);
        return leaf.Source == source ? leaf : throw new MlsException("leaf_node_source");
    }

    private static (LeafNodeSource, Lifetime?, byte[]) ReadSource(ref TlsReader reader) =>
        reader.UInt8() switch
        {
            1 => (LeafNodeSource.KeyPackage, new Lifetime(reader.UInt64(), reader.UInt64()), []),
            2 => (LeafNodeSource.Update, null, []),
            3 => (LeafNodeSource.Commit, null, reader.Opaque()),
            _ => throw new MlsException("leaf_node_source"),
        };
}
