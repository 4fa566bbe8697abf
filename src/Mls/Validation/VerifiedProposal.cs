using Sotto.Mls.Cryptography;

namespace Sotto.Mls;

/// <summary>A proposal that may be committed in the epoch it was made in. It does nothing until it is.</summary>
public sealed class VerifiedProposal : VerifiedMessage
{
    internal VerifiedProposal(object owner, Suite suite, AuthenticatedContent authenticated, uint? generation)
    {
        Owner = owner;
        Authenticated = authenticated;
        Generation = generation;
        Reference = authenticated.ComputeProposalReference(suite);
    }

    /// <inheritdoc />
    public override Sender Sender => Authenticated.Content.Sender;

    /// <inheritdoc />
    public override Epoch Epoch => Authenticated.Content.Epoch;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> AuthenticatedData => Authenticated.Content.AuthenticatedData;

    /// <summary>What is proposed.</summary>
    public Proposal Proposal => Authenticated.Content.Content.Proposal!;

    /// <summary>The <c>ProposalRef</c> by which commits name it (RFC 9420 section 5.2).</summary>
    public ReadOnlyMemory<byte> Reference { get; }

    internal object Owner { get; }

    internal AuthenticatedContent Authenticated { get; }

    /// <summary>Of a private message: the generation of the key to delete when the proposal is kept.</summary>
    internal uint? Generation { get; }
}
