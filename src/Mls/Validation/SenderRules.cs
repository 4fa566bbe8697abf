using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Validation;

/// <summary>Who may send what, and whose key verifies it (RFC 9420 sections 6 and 6.1).</summary>
internal static class SenderRules
{
    /// <summary>
    /// The key that must have signed this content; throws <see cref="MlsException" /> when its sender does not exist or
    /// may not send it.
    /// </summary>
    internal static VerifyingKey KeyOf(PublicState state, FramedContent content, GroupPolicy policy)
    {
        switch (content.Sender)
        {
            case Sender.Member member:
                LeafNode leaf = state.Tree.LeafAt(member.Leaf) ?? throw new MlsException("sender_no_member");
                return leaf.KeyOf(state.Suite);
            case Sender.External external when content.Content.Proposal is not null:
                MlsException.Require(policy.AllowsExternalProposals, "external_proposal");
                return KeyOf(state, external);
            case Sender.NewMemberProposal when content.Content.Proposal is Proposal.Add add:
                MlsException.Require(policy.AllowsExternalProposals, "external_proposal");
                return add.KeyPackage.Leaf.KeyOf(state.Suite);
            case Sender.NewMemberCommit when content.Content.Commit is { } commit:
                MlsException.Require(policy.AllowsExternalCommits, "external_commit");
                return commit.Path?.Leaf.KeyOf(state.Suite) ?? throw new MlsException("path_missing");
            default:
                throw new MlsException("sender_content_type");
        }
    }

    /// <summary>Section 12.1: each kind of sender has its kinds of proposals.</summary>
    internal static void CheckProposal(Proposal proposal, Sender sender)
    {
        bool isAllowed = sender switch
        {
            Sender.Member => proposal is not Proposal.ExternalInit,
            Sender.External => proposal
                is Proposal.Add
                    or Proposal.Remove
                    or Proposal.PreSharedKey
                    or Proposal.ReInit
                    or Proposal.GroupContextExtensions,
            Sender.NewMemberProposal => proposal is Proposal.Add,
            _ => proposal is Proposal.ExternalInit or Proposal.Remove or Proposal.PreSharedKey,
        };
        MlsException.Require(isAllowed, "sender_proposal_type");
    }

    private static VerifyingKey KeyOf(PublicState state, Sender.External sender)
    {
        IReadOnlyList<ExternalSender> senders = ExternalSender.ListOf(state.Context.Extensions);
        return sender.Index < senders.Count
            ? state.Suite.Signature.ParsePublicKey(senders[(int)sender.Index].SignatureKey.Span)
            : throw new MlsException("external_sender_unknown");
    }
}
