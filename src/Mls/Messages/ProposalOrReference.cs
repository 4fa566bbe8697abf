namespace Sotto.Mls;

/// <summary>An element of a commit (RFC 9420 section 12.4).</summary>
public abstract class ProposalOrReference
{
    private ProposalOrReference() { }

    internal static ProposalOrReference Read(ref TlsReader reader) =>
        reader.UInt8() switch
        {
            1 => new ByValue(Proposal.Read(ref reader)),
            2 => new ByReference(reader.Opaque()),
            _ => throw new MlsException("proposal_or_ref_type"),
        };

    /// <summary>A proposal that the commit carries itself.</summary>
    public sealed class ByValue : ProposalOrReference
    {
        internal ByValue(Proposal proposal) => Proposal = proposal;

        /// <summary>The proposal.</summary>
        public Proposal Proposal { get; }
    }

    /// <summary>A proposal, sent before, that the commit names by hash.</summary>
    public sealed class ByReference : ProposalOrReference
    {
        internal ByReference(byte[] reference) => Reference = reference;

        /// <summary>Its hash.</summary>
        public ReadOnlyMemory<byte> Reference { get; }
    }
}
