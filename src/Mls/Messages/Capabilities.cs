namespace Sotto.Mls;

/// <summary>What a leaf's client supports (RFC 9420 section 7.2), as registered numbers.</summary>
public sealed class Capabilities
{
    private Capabilities(ref TlsReader reader)
    {
        Versions = reader.UInt16Vector();
        CipherSuites = reader.UInt16Vector();
        Extensions = reader.UInt16Vector();
        Proposals = reader.UInt16Vector();
        Credentials = reader.UInt16Vector();
    }

    /// <summary>Protocol versions.</summary>
    public IReadOnlyList<ushort> Versions { get; }

    /// <summary>Cipher suites.</summary>
    public IReadOnlyList<ushort> CipherSuites { get; }

    /// <summary>Extensions beyond those everybody supports.</summary>
    public IReadOnlyList<ushort> Extensions { get; }

    /// <summary>Proposals beyond those everybody supports.</summary>
    public IReadOnlyList<ushort> Proposals { get; }

    /// <summary>Credentials.</summary>
    public IReadOnlyList<ushort> Credentials { get; }

    internal static Capabilities Read(ref TlsReader reader) => new(ref reader);
}
