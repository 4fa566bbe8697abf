namespace Sotto.Mls;

/// <summary>What all members agree on in one epoch (RFC 9420 section 8.1).</summary>
public sealed class GroupContext
{
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

    /// <summary>The cipher suite; the version is always MLS 1.0.</summary>
    public CipherSuite CipherSuite { get; }

    /// <summary>The group.</summary>
    public ReadOnlyMemory<byte> GroupId { get; }

    /// <summary>The epoch.</summary>
    public Epoch Epoch { get; }

    /// <summary>The hash of the ratchet tree.</summary>
    public ReadOnlyMemory<byte> TreeHash { get; }

    /// <summary>The hash over all commits.</summary>
    public ReadOnlyMemory<byte> ConfirmedTranscriptHash { get; }

    /// <summary>The extensions of the group itself.</summary>
    public IReadOnlyList<Extension> Extensions { get; }

    internal static GroupContext Read(ref TlsReader reader) => new(ref reader);
}
