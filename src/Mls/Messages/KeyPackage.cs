using Sotto.Mls.Cryptography;

namespace Sotto.Mls;

/// <summary>What somebody needs to add this device to a group (RFC 9420 section 10). Its signatures have not been verified.</summary>
public sealed class KeyPackage : MlsMessage
{
    private readonly byte[] _encoding;

    private KeyPackage(ReadOnlySpan<byte> encoding, ref TlsReader reader)
    {
        MlsFraming.ReadVersion(ref reader);
        CipherSuite = CipherSuite.Read(ref reader);
        InitKey = reader.Opaque();
        Leaf = LeafNode.Read(ref reader, LeafNodeSource.KeyPackage);
        Extensions = Extension.ReadList(ref reader);
        Signature = reader.Opaque();
        _encoding = encoding[..^reader.Remaining].ToArray();
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
    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary>
    /// The <c>KeyPackageRef</c> by which Welcomes name it (section 5.2). Throws <see cref="MlsException" />
    /// (<c>cipher_suite_unsupported</c>) when its hash is not known here.
    /// </summary>
    public byte[] ComputeReference() => Suite.Of(CipherSuite).RefHash("MLS 1.0 KeyPackage Reference"u8, _encoding);

    /// <summary>Reads one from the rest of a message or from inside an Add proposal.</summary>
    internal static KeyPackage Read(ref TlsReader reader) => new(reader.Rest, ref reader);
}
