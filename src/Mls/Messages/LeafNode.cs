using Sotto.Mls.Cryptography;

namespace Sotto.Mls;

/// <summary>A member's leaf (RFC 9420 section 7.2). Its signature has not been verified.</summary>
public sealed class LeafNode : ITlsStructure
{
    private const int ElementsOfLeaf = 8;
    private VerifyingKey? _verifyingKey;

    private LeafNode(ref TlsReader reader)
    {
        reader.Spend(ElementsOfLeaf);
        EncryptionKey = reader.Opaque();
        SignatureKey = reader.Opaque();
        Credential = Credential.Read(ref reader);
        Capabilities = Capabilities.Read(ref reader);
        (Source, Lifetime, ParentHash) = ReadSource(ref reader);
        Extensions = Extension.ReadLeafList(ref reader);
        Signature = reader.Opaque();
    }

    private LeafNode(LeafContent content, ReadOnlyMemory<byte> signatureKey)
    {
        EncryptionKey = content.EncryptionKey;
        SignatureKey = signatureKey;
        Credential = content.Credential;
        Capabilities = content.Capabilities;
        Source = content.Source;
        Lifetime = content.Lifetime;
        ParentHash = content.ParentHash;
        Extensions = content.Extensions;
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
    public ReadOnlyMemory<byte> Signature { get; private set; }

    void ITlsStructure.Write(TlsWriter writer)
    {
        WriteUnsigned(writer);
        writer.Opaque(Signature.Span);
    }

    internal static LeafNode Read(ref TlsReader reader) => new(ref reader);

    /// <summary>A leaf where only this source is allowed.</summary>
    internal static LeafNode Read(ref TlsReader reader, LeafNodeSource source)
    {
        LeafNode leaf = new(ref reader);
        return leaf.Source == source ? leaf : throw new MlsException("leaf_node_source");
    }

    /// <summary>A leaf signed by its owner; one from a key package belongs to no place yet.</summary>
    internal static LeafNode Sign(Suite suite, SigningKey key, LeafContent content, LeafPlace place)
    {
        LeafNode leaf = new(content, key.PublicKey);
        using TlsWriter toBeSigned = leaf.ToBeSigned(place);
        leaf.Signature = suite.SignWithLabel(key, "LeafNodeTBS"u8, toBeSigned.Written);
        return leaf;
    }

    /// <summary>Whether its owner signed it for this place (section 7.3).</summary>
    internal bool HasValidSignature(Suite suite, LeafPlace place)
    {
        using TlsWriter toBeSigned = ToBeSigned(place);
        return suite.VerifyWithLabel(KeyOf(suite), "LeafNodeTBS"u8, toBeSigned.Written, Signature.Span);
    }

    /// <summary>Its signature key, imported once; throws <see cref="MlsException" /> when it is none of the suite's scheme.</summary>
    internal VerifyingKey KeyOf(Suite suite) => _verifyingKey ??= suite.Signature.ParsePublicKey(SignatureKey.Span);

    private TlsWriter ToBeSigned(LeafPlace place)
    {
        TlsWriter writer = new();
        WriteUnsigned(writer);
        if (Source is not LeafNodeSource.KeyPackage)
        {
            writer.Opaque(place.GroupId.Span).UInt32(place.Index.Value);
        }

        return writer;
    }

    private void WriteUnsigned(TlsWriter writer)
    {
        writer.Opaque(EncryptionKey.Span).Opaque(SignatureKey.Span).Structure(Credential).Structure(Capabilities);
        writer.UInt8((byte)Source);
        if (Lifetime is { } lifetime)
        {
            writer.UInt64(lifetime.NotBefore).UInt64(lifetime.NotAfter);
        }
        else if (Source is LeafNodeSource.Commit)
        {
            writer.Opaque(ParentHash.Span);
        }

        writer.Vector(Extensions);
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
