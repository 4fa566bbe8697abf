using Sotto.Mls.Cryptography;
using Sotto.Mls.Tree;

namespace Sotto.Mls.Validation;

/// <summary>
/// Verifies signed proposals and commits of the current epoch as far as public knowledge reaches; members and observers
/// share it. Changes nothing.
/// </summary>
/// <remarks>
/// Without a time, lifetimes are not compared with it: a member who hears late of a commit that everybody else has applied
/// would be alone with its refusal (section 7.3). Whoever commits compares, and so does the delivery service.
/// </remarks>
internal sealed class HandshakeVerification(object owner, PublicState state, GroupPolicy policy, DateTimeOffset? now)
{
    /// <summary>How many proposals are kept in one epoch.</summary>
    internal const int MostKept = 1_000;

    /// <summary>Finds a proposal that was verified and kept in this epoch.</summary>
    internal delegate VerifiedProposal? FindProposal(ReadOnlyMemory<byte> reference);

    private Suite Suite => state.Suite;

    /// <summary>Group, epoch, sender and signature; throws <see cref="MlsException" />.</summary>
    internal void CheckSigned(AuthenticatedContent authenticated)
    {
        FramedContent content = authenticated.Content;
        if (!content.GroupId.Span.SequenceEqual(state.GroupId.Span))
        {
            throw new MlsException("group_id");
        }

        if (content.Epoch != state.Epoch)
        {
            throw new MlsException("epoch");
        }

        VerifyingKey key = SenderRules.KeyOf(state, content, policy);
        if (!authenticated.HasValidSignature(Suite, key, state.Context))
        {
            throw new MlsException("message_signature");
        }
    }

    /// <summary>A signed proposal that may be committed; throws <see cref="MlsException" />.</summary>
    internal VerifiedProposal VerifyProposal(AuthenticatedContent authenticated, uint? generation)
    {
        FramedContent content = authenticated.Content;
        if (content.Content.Proposal is Proposal.SelfRemove && authenticated.Format is not WireFormat.PublicMessage)
        {
            // So that newcomers from outside can commit it as well (draft-ietf-mls-extensions).
            throw new MlsException("self_remove_private");
        }

        ProposalRules.Check(state, content.Content.Proposal!, content.Sender, policy, now);
        return new(owner, Suite, authenticated, generation);
    }

    /// <summary>A signed commit whose public part is in order; throws <see cref="MlsException" />.</summary>
    internal VerifiedCommit VerifyCommit(AuthenticatedContent authenticated, FindProposal find, uint? generation)
    {
        // Whoever it removes cannot compute the tag, and notices at least one that is none.
        if (authenticated.ConfirmationTag.Length != Suite.HashLength)
        {
            throw new MlsException("confirmation_tag");
        }

        FramedContent content = authenticated.Content;
        Commit commit = content.Content.Commit!;
        CheckReferences(commit);
        List<CommittedProposal> proposals =
        [
            .. commit.Proposals.Select(listed => Resolve(listed, content.Sender, find)),
        ];
        ProposalEffect effect = ProposalEffect.Of(state, proposals, content.Sender, commit.Path is not null);
        RatchetTree tree = commit.Path is { } path ? Place(effect, path, content.Sender) : effect.Tree;
        TreeKeys keys = effect.CheckTree(tree, commit.Path, policy);
        if (commit.Path is not null)
        {
            ProposalRules.CheckAccepted(policy, commit.Path.Leaf, Predecessor(effect, content.Sender));
        }

        return new(owner, authenticated, effect, tree, keys, proposals) { Generation = generation };
    }

    /// <summary>A proposal that a member puts into their own commit by value; throws <see cref="MlsException" />.</summary>
    internal CommittedProposal CheckByValue(Proposal proposal, Sender committer)
    {
        ProposalRules.Check(state, proposal, committer, policy, now);
        return new(proposal, committer, false);
    }

    /// <summary>More references than proposals can be kept, or one twice, would only cost time.</summary>
    private static void CheckReferences(Commit commit)
    {
        List<string> named =
        [
            .. commit
                .Proposals.OfType<ProposalOrReference.ByReference>()
                .Take(MostKept + 1)
                .Select(reference => Convert.ToHexString(reference.Reference.Span)),
        ];
        if (named.Count > MostKept || named.Distinct(StringComparer.Ordinal).Count() != named.Count)
        {
            throw new MlsException("proposal_references");
        }
    }

    private CommittedProposal Resolve(ProposalOrReference listed, Sender committer, FindProposal find)
    {
        switch (listed)
        {
            case ProposalOrReference.ByReference { Reference: var reference }:
                VerifiedProposal known = find(reference) ?? throw new MlsException("proposal_unknown");
                return new(known.Proposal, known.Sender, true);
            case ProposalOrReference.ByValue { Proposal: Proposal.Update }:
                throw new MlsException("update_by_committer");
            default:
                return CheckByValue(((ProposalOrReference.ByValue)listed).Proposal, committer);
        }
    }

    private RatchetTree Place(ProposalEffect effect, UpdatePath path, Sender committer)
    {
        LeafRules.Check(Suite, path.Leaf, state.PlaceOf(effect.Committer));
        LeafRules.CheckGroupSupport(path.Leaf, effect.Extensions);
        if (Predecessor(effect, committer) is { } previous)
        {
            LeafRules.CheckReplaces(path.Leaf, previous);
        }

        return PathReading.Place(Suite, effect.Tree, effect.Committer, path, effect.AddedLeaves);
    }

    /// <summary>The leaf that the committer's new one succeeds: their own, or the one that a newcomer from outside removes.</summary>
    private LeafNode? Predecessor(ProposalEffect effect, Sender committer) =>
        committer is Sender.Member member ? state.Tree.LeafAt(member.Leaf)
        : effect.ResyncOf is { } removed ? state.Tree.LeafAt(removed)
        : null;
}
