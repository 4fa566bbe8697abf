namespace Sotto.Mls.Validation;

/// <summary>What the proposals of one commit must fulfil together (RFC 9420 sections 12.2 and 12.4).</summary>
internal static class ProposalListRules
{
    /// <summary>Throws <see cref="MlsException" />. The single proposals have been checked.</summary>
    internal static void Check(IReadOnlyList<CommittedProposal> proposals, Sender committer, bool hasPath)
    {
        if (committer is Sender.NewMemberCommit)
        {
            CheckExternal(proposals, hasPath);
        }
        else
        {
            CheckMembers(proposals, ((Sender.Member)committer).Leaf);
            MlsException.Require(hasPath || !NeedsPath(proposals), "path_missing");
        }

        CheckLeavesOnce(proposals);
        CheckPreSharedKeysOnce(proposals);
    }

    /// <summary>
    /// Section 12.4: without fresh keys, whoever is removed could follow, and an empty commit would change nothing.
    /// </summary>
    internal static bool NeedsPath(IReadOnlyList<CommittedProposal> proposals) =>
        proposals.Count == 0
        || proposals.Any(committed =>
            committed.Proposal is not (Proposal.Add or Proposal.PreSharedKey or Proposal.ReInit)
        );

    private static void CheckMembers(IReadOnlyList<CommittedProposal> proposals, LeafIndex committer)
    {
        foreach (CommittedProposal committed in proposals)
        {
            MlsException.Require(committed.Proposal is not Proposal.ExternalInit, "external_init_by_member");
            MlsException.Require(committed.Updates != committer, "update_by_committer");
            MlsException.Require(committed.Removes != committer, "remove_by_committer");
            MlsException.Require(
                committed.IsReference || committed.Proposal is not Proposal.SelfRemove,
                "self_remove_by_value"
            );
        }

        MlsException.Require(
            proposals.Count(committed => committed.Proposal is Proposal.GroupContextExtensions) < 2,
            "extensions_twice"
        );
        MlsException.Require(
            proposals.Count < 2 || proposals.All(committed => committed.Proposal is not Proposal.ReInit),
            "reinit_not_alone"
        );
    }

    /// <summary>Section 12.2: what somebody may do who is not a member yet, and no more.</summary>
    private static void CheckExternal(IReadOnlyList<CommittedProposal> proposals, bool hasPath)
    {
        MlsException.Require(hasPath, "path_missing");
        MlsException.Require(
            proposals.Count(committed => committed.Proposal is Proposal.ExternalInit) == 1,
            "external_init_count"
        );
        MlsException.Require(
            proposals.Count(committed => committed.Proposal is Proposal.Remove) < 2,
            "external_commit_removes"
        );
        foreach (CommittedProposal committed in proposals)
        {
            bool isAllowed = committed.IsReference
                ? committed.Proposal is Proposal.SelfRemove
                : committed.Proposal is Proposal.ExternalInit or Proposal.Remove or Proposal.PreSharedKey;
            MlsException.Require(isAllowed, "external_commit_proposal");
        }
    }

    private static void CheckLeavesOnce(IReadOnlyList<CommittedProposal> proposals)
    {
        HashSet<LeafIndex> changed = [];
        foreach (CommittedProposal committed in proposals)
        {
            if ((committed.Removes ?? committed.Updates) is { } leaf)
            {
                MlsException.Require(changed.Add(leaf), "leaf_changed_twice");
            }
        }
    }

    private static void CheckPreSharedKeysOnce(IReadOnlyList<CommittedProposal> proposals)
    {
        HashSet<PreSharedKeyId> named = [];
        foreach (CommittedProposal committed in proposals)
        {
            if (committed.Proposal is Proposal.PreSharedKey preSharedKey)
            {
                MlsException.Require(named.Add(preSharedKey.Id), "psk_twice");
            }
        }
    }
}
