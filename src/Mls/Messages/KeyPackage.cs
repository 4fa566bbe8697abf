using Sotto.Mls.Cryptography;

namespace Sotto.Mls;

/// <summary>What somebody needs to add this device to a group (RFC 9420 section 10). Its signatures have not been verified.</summary>
public sealed class KeyPackage : MlsMessage
{
    private KeyPackage(ref TlsReader reader)
    {
        MlsFraming.ReadVersion(ref reader);
        CipherSuite = CipherSuite.Read(ref reader);
        InitKey = reader.Opaque();
        Leaf = LeafNode.Read(ref reader, LeafNodeSource.KeyPackage);
        Extensions = Extension.ReadList(ref reader);
        Signature = reader.Opaque();
    }

    private KeyPackage(
        CipherSuite suite,
        ReadOnlyMemory<byte> initKey,
        LeafNode leaf,
        IReadOnlyList<Extension> extensions
    )
    {
        CipherSuite = suite;
        InitKey = initKey;
        Leaf = leaf;
        Extensions = extensions;
    }

    /// <summary>Its cipher suite.</summary>
    public CipherSuite CipherSuite { get; }

    /// <summary>The HPKE public key that a Welcome is encrypted to.</summary>
    public ReadOnlyMemory<byte> InitKey { get; }

    /// <summary>The leaf that will stand in the tree; its source is always a key package.</summary>
    public LeafNode Leaf { get; }

    /// <summary>When it may be used.</summary>
    public Lifetime Lifetime => Leaf.Lifetime.GetValueOrDefault();

    /// <summary>Its extensions, the leaf's not among them.</summary>
    public IReadOnlyList<Extension> Extensions { get; }

    /// <summary>Whether it says that it may be used more than once.</summary>
    public bool IsLastResort => Extensions.Any(extension => extension.Type == Extension.LastResort);

    /// <summary>The signature, unverified.</summary>
    public ReadOnlyMemory<byte> Signature { get; private set; }

    /// <summary>
    /// The <c>KeyPackageRef</c> by which Welcomes name it (section 5.2). Throws <see cref="MlsException" /> when its
    /// cipher suite is not supported.
    /// </summary>
    public byte[] ComputeReference() =>
        Suite.Of(CipherSuite).RefHash("MLS 1.0 KeyPackage Reference"u8, TlsWriter.Encode(this));

    /// <summary>
    /// Verifies it as whoever adds by it will (section 10.1): both signatures, both keys, and that its leaf supports what it
    /// says. Its lifetime is left to the caller, and whose it is to a <see cref="GroupPolicy" />.
    /// </summary>
    /// <exception cref="MlsException">It breaks a rule, or its cipher suite is not supported.</exception>
    public void Verify() => Validation.KeyPackageRules.Check(Suite.Of(CipherSuite), this, now: null);

    private protected override WireFormat Format => WireFormat.KeyPackage;

    private protected override void WriteBody(TlsWriter writer)
    {
        WriteUnsigned(writer);
        writer.Opaque(Signature.Span);
    }

    internal static KeyPackage Read(ref TlsReader reader) => new(ref reader);

    /// <summary>A key package signed with the key of its leaf.</summary>
    internal static KeyPackage Sign(
        Suite suite,
        SigningKey key,
        ReadOnlyMemory<byte> initKey,
        LeafNode leaf,
        IReadOnlyList<Extension> extensions
    )
    {
        KeyPackage package = new(suite.Id, initKey, leaf, extensions);
        using TlsWriter toBeSigned = new();
        package.WriteUnsigned(toBeSigned);
        package.Signature = suite.SignWithLabel(key, "KeyPackageTBS"u8, toBeSigned.Written);
        return package;
    }

    /// <summary>Whether the key of its leaf signed it (section 10).</summary>
    internal bool HasValidSignature(Suite suite)
    {
        using TlsWriter toBeSigned = new();
        WriteUnsigned(toBeSigned);
        return suite.VerifyWithLabel(Leaf.KeyOf(suite), "KeyPackageTBS"u8, toBeSigned.Written, Signature.Span);
    }

    private void WriteUnsigned(TlsWriter writer) =>
        writer
            .UInt16(MlsFraming.Mls10)
            .UInt16(CipherSuite.Value)
            .Opaque(InitKey.Span)
            .Structure(Leaf)
            .Vector(Extensions);
}
