namespace Sotto.Mls.Validation;

/// <summary>What a single proposal must fulfil in its epoch (RFC 9420 section 12.1).</summary>
internal static class ProposalRules
{
    /// <summary>Throws <see cref="MlsException" />; asks the application last.</summary>
    internal static void Check(
        PublicState state,
        Proposal proposal,
        Sender sender,
        GroupPolicy policy,
        DateTimeOffset? now
    )
    {
        SenderRules.CheckProposal(proposal, sender);
        switch (proposal)
        {
            case Proposal.Add add:
                KeyPackageRules.Check(state.Suite, add.KeyPackage, now);
                LeafRules.CheckLongestLifetime(add.KeyPackage.Leaf, policy);
                CheckAccepted(policy, add.KeyPackage.Leaf, null);
                break;
            case Proposal.Update update when sender is Sender.Member member:
                CheckUpdate(state, update.Leaf, member.Leaf, policy);
                break;
            case Proposal.Remove remove:
                MlsException.Require(state.Tree.LeafAt(remove.Removed) is not null, "remove_no_member");
                break;
            case Proposal.PreSharedKey preSharedKey:
                CheckPreSharedKey(state, preSharedKey.Id);
                break;
            case Proposal.ReInit reInit:
                MlsException.Require(reInit.Version >= MlsFraming.Mls10, "reinit_version");
                break;
            case Proposal.GroupContextExtensions extensions:
                CheckExtensions(extensions.Extensions, policy);
                break;
        }

        MlsException.Require(policy.AcceptsProposal(proposal, sender), "policy_proposal");
    }

    internal static void CheckAccepted(GroupPolicy policy, LeafNode leaf, LeafNode? previous) =>
        MlsException.Require(policy.AcceptsMember(leaf, previous), "policy_member");

    private static void CheckUpdate(PublicState state, LeafNode leaf, LeafIndex index, GroupPolicy policy)
    {
        LeafNode previous = state.Tree.LeafAt(index) ?? throw new MlsException("sender_no_member");
        LeafRules.Check(state.Suite, leaf, state.PlaceOf(index));
        LeafRules.CheckReplaces(leaf, previous);
        CheckAccepted(policy, leaf, previous);
    }

    private static void CheckPreSharedKey(PublicState state, PreSharedKeyId id)
    {
        MlsException.Require(id.Nonce.Length == state.Suite.HashLength, "psk_nonce_length");
        // Keys of another group begin a group; nobody brings them into one that exists (sections 11.2 and 11.3).
        MlsException.Require(
            id.ResumptionUsage is null or ResumptionUsage.Application || state.Epoch.Value == 0,
            "psk_usage"
        );
    }

    /// <summary>
    /// Whether the extensions can be read. Whether every member supports them is asked of the members after the commit
    /// (section 12.1.7, <see cref="ProposalEffect" />).
    /// </summary>
    private static void CheckExtensions(IReadOnlyList<Extension> extensions, GroupPolicy policy)
    {
        RequiredCapabilities.Of(extensions);
        ExternalSender.ListOf(extensions);
        MlsException.Require(policy.AcceptsExtensions(extensions), "policy_extensions");
    }
}
