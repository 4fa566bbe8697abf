namespace Sotto.Mls;

/// <summary>What all members agree on in one epoch (RFC 9420 section 8.1).</summary>
public sealed class GroupContext : ITlsStructure
{
    private byte[]? _encoding;

    private GroupContext(ref TlsReader reader)
    {
        MlsFraming.ReadVersion(ref reader);
        CipherSuite = CipherSuite.Read(ref reader);
        GroupId = reader.Opaque();
        Epoch = Epoch.Read(ref reader);
        TreeHash = reader.Opaque();
        ConfirmedTranscriptHash = reader.Opaque();
        Extensions = Extension.ReadList(ref reader);
    }

    internal GroupContext(CipherSuite suite, ReadOnlyMemory<byte> groupId, IReadOnlyList<Extension> extensions)
    {
        CipherSuite = suite;
        GroupId = groupId;
        Extensions = extensions;
    }

    /// <summary>The cipher suite; the version is always MLS 1.0.</summary>
    public CipherSuite CipherSuite { get; }

    /// <summary>The group.</summary>
    public ReadOnlyMemory<byte> GroupId { get; }

    /// <summary>The epoch.</summary>
    public Epoch Epoch { get; internal init; }

    /// <summary>The hash of the ratchet tree.</summary>
    public ReadOnlyMemory<byte> TreeHash { get; internal init; }

    /// <summary>The hash over all commits.</summary>
    public ReadOnlyMemory<byte> ConfirmedTranscriptHash { get; internal init; }

    /// <summary>The extensions of the group itself.</summary>
    public IReadOnlyList<Extension> Extensions { get; }

    /// <summary>Its encoding, which signatures, secrets and tags are bound to.</summary>
    internal ReadOnlySpan<byte> Encoding => _encoding ??= TlsWriter.Encode(this);

    void ITlsStructure.Write(TlsWriter writer) =>
        writer
            .UInt16(MlsFraming.Mls10)
            .UInt16(CipherSuite.Value)
            .Opaque(GroupId.Span)
            .UInt64(Epoch.Value)
            .Opaque(TreeHash.Span)
            .Opaque(ConfirmedTranscriptHash.Span)
            .Vector(Extensions);

    internal static GroupContext Read(ref TlsReader reader) => new(ref reader);
}
