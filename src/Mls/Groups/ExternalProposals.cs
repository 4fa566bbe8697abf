using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Groups;

/// <summary>
/// Proposals from outside a group (RFC 9420 section 12.1.8). Members keep and commit them only when their policy allows
/// it; nothing about the group is verified here.
/// </summary>
public static class ExternalProposals
{
    /// <summary>
    /// Asks to be added, with a key package of one's own whose signature key is given; as
    /// <see cref="Sender.NewMemberProposal" />.
    /// </summary>
    /// <exception cref="MlsException">The key package's cipher suite is not supported.</exception>
    /// <exception cref="InvalidOperationException">The signature key is of another scheme than the suite's.</exception>
    public static PublicMessage RequestAdd(
        ReadOnlyMemory<byte> groupId,
        Epoch epoch,
        KeyPackage keyPackage,
        SignatureKeyPair signatureKey
    )
    {
        ArgumentNullException.ThrowIfNull(keyPackage);
        return Sign(
            keyPackage.CipherSuite,
            signatureKey,
            new(groupId.ToArray(), epoch, new Sender.NewMemberProposal(), default, new(new Proposal.Add(keyPackage)))
        );
    }

    /// <summary>
    /// Proposes as the external sender at a place of the group's list, counted from 0. Members refuse kinds of proposals
    /// that only members make, such as updates.
    /// </summary>
    /// <exception cref="MlsException">The cipher suite is not supported.</exception>
    /// <exception cref="InvalidOperationException">The signature key is of another scheme than the suite's.</exception>
    public static PublicMessage Propose(
        CipherSuite suite,
        ReadOnlyMemory<byte> groupId,
        Epoch epoch,
        uint senderIndex,
        Proposal proposal,
        SignatureKeyPair signatureKey
    ) =>
        Sign(
            suite,
            signatureKey,
            new(groupId.ToArray(), epoch, new Sender.External(senderIndex), default, new(proposal))
        );

    private static PublicMessage Sign(CipherSuite suite, SignatureKeyPair signatureKey, FramedContent content)
    {
        ArgumentNullException.ThrowIfNull(signatureKey);
        Suite used = Suite.Of(suite);
        AuthenticatedContent signed = AuthenticatedContent.Sign(
            used,
            signatureKey.For(used),
            WireFormat.PublicMessage,
            content,
            null
        );
        return new(signed, ReadOnlyMemory<byte>.Empty);
    }
}
