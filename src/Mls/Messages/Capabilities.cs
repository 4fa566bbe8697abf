namespace Sotto.Mls;

/// <summary>
/// What a leaf's client supports (RFC 9420 section 7.2), as registered numbers. Unknown ones, GREASE among them
/// (section 13.5), are kept and mean nothing.
/// </summary>
public sealed class Capabilities : ITlsStructure
{
    private const ushort Mls10 = 1;
    private const int MostInList = 256;

    private Capabilities(ref TlsReader reader)
    {
        Versions = ReadList(ref reader);
        CipherSuites = ReadList(ref reader);
        Extensions = ReadList(ref reader);
        Proposals = ReadList(ref reader);
        Credentials = ReadList(ref reader);
    }

    /// <summary>
    /// Of a client that speaks MLS 1.0. Extensions and proposals that every client supports are left out by callers, as
    /// the RFC wishes; all lists are copied.
    /// </summary>
    public Capabilities(
        IEnumerable<CipherSuite> cipherSuites,
        IEnumerable<ushort>? extensions = null,
        IEnumerable<ushort>? proposals = null,
        IEnumerable<ushort>? credentials = null
    )
    {
        ArgumentNullException.ThrowIfNull(cipherSuites);
        Versions = [Mls10];
        CipherSuites = [.. cipherSuites.Select(suite => suite.Value)];
        Extensions = [.. extensions ?? []];
        Proposals = [.. proposals ?? []];
        Credentials = [.. credentials ?? [Credential.BasicType]];
    }

    /// <summary>Protocol versions.</summary>
    public IReadOnlyList<ushort> Versions { get; private init; }

    /// <summary>Cipher suites.</summary>
    public IReadOnlyList<ushort> CipherSuites { get; private init; }

    /// <summary>Extensions beyond those everybody supports.</summary>
    public IReadOnlyList<ushort> Extensions { get; private init; }

    /// <summary>Proposals beyond those everybody supports.</summary>
    public IReadOnlyList<ushort> Proposals { get; private init; }

    /// <summary>Credentials.</summary>
    public IReadOnlyList<ushort> Credentials { get; private init; }

    /// <summary>
    /// The same with one random GREASE value in each list but the versions (section 13.5), so that peers which choke on
    /// what they do not know are found early.
    /// </summary>
    public Capabilities WithGrease(FillRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new(CipherSuites.Select(value => new CipherSuite(value)))
        {
            CipherSuites = [.. CipherSuites, Grease.Draw(random)],
            Extensions = [.. Extensions, Grease.Draw(random)],
            Proposals = [.. Proposals, Grease.Draw(random)],
            Credentials = [.. Credentials, Grease.Draw(random)],
        };
    }

    void ITlsStructure.Write(TlsWriter writer) =>
        writer
            .UInt16Vector(Versions)
            .UInt16Vector(CipherSuites)
            .UInt16Vector(Extensions)
            .UInt16Vector(Proposals)
            .UInt16Vector(Credentials);

    /// <summary>More than any client has reason to list would only cost everybody time.</summary>
    private static ushort[] ReadList(ref TlsReader reader)
    {
        ushort[] list = reader.UInt16Vector();
        return list.Length <= MostInList ? list : throw new MlsException("too_many_capabilities");
    }

    internal static Capabilities Read(ref TlsReader reader) => new(ref reader);

    internal bool SupportsVersion => Versions.Contains(Mls10);

    internal bool SupportsExtension(ushort type) => Extension.IsDefault(type) || Extensions.Contains(type);

    internal bool SupportsProposal(ushort type) => Proposal.IsDefault(type) || Proposals.Contains(type);
}
