namespace Sotto.Mls;

/// <summary>A commit's proposals and path (RFC 9420 section 12.4).</summary>
public sealed class Commit : ITlsStructure
{
    private Commit(ref TlsReader reader)
    {
        Proposals = reader.Vector(ProposalOrReference.Read);
        Path = reader.Presence() ? UpdatePath.Read(ref reader) : null;
    }

    internal Commit(IReadOnlyList<ProposalOrReference> proposals, UpdatePath? path)
    {
        Proposals = proposals;
        Path = path;
    }

    /// <summary>What it commits, in order.</summary>
    public IReadOnlyList<ProposalOrReference> Proposals { get; }

    /// <summary>The fresh path, if it has one.</summary>
    public UpdatePath? Path { get; }

    void ITlsStructure.Write(TlsWriter writer) => writer.Vector(Proposals).Optional(Path);

    internal static Commit Read(ref TlsReader reader) => new(ref reader);
}
