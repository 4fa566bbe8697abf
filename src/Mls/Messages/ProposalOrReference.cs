namespace Sotto.Mls;

/// <summary>An element of a commit (RFC 9420 section 12.4).</summary>
public abstract class ProposalOrReference : ITlsStructure
{
    private const byte ValueType = 1;
    private const byte ReferenceType = 2;

    private ProposalOrReference() { }

    void ITlsStructure.Write(TlsWriter writer) => WriteContent(writer);

    private protected abstract void WriteContent(TlsWriter writer);

    internal static ProposalOrReference Read(ref TlsReader reader) =>
        reader.UInt8() switch
        {
            ValueType => new ByValue(Proposal.Read(ref reader)),
            ReferenceType => new ByReference(reader.Opaque()),
            _ => throw new MlsException("proposal_or_ref_type"),
        };

    /// <summary>A proposal that the commit carries itself.</summary>
    public sealed class ByValue : ProposalOrReference
    {
        internal ByValue(Proposal proposal) => Proposal = proposal;

        /// <summary>The proposal.</summary>
        public Proposal Proposal { get; }

        private protected override void WriteContent(TlsWriter writer) => writer.UInt8(ValueType).Structure(Proposal);
    }

    /// <summary>A proposal, sent before, that the commit names by hash.</summary>
    public sealed class ByReference : ProposalOrReference
    {
        internal ByReference(byte[] reference) => Reference = reference;

        /// <summary>Its hash.</summary>
        public ReadOnlyMemory<byte> Reference { get; }

        private protected override void WriteContent(TlsWriter writer) =>
            writer.UInt8(ReferenceType).Opaque(Reference.Span);
    }
}
