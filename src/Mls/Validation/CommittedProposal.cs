namespace Sotto.Mls.Validation;

/// <summary>A proposal in a commit's list, with whoever proposed it.</summary>
/// <param name="Proposal">The proposal.</param>
/// <param name="Sender">The committer, for one by value.</param>
/// <param name="IsReference">Whether it was sent, and verified, before.</param>
internal sealed record CommittedProposal(Proposal Proposal, Sender Sender, bool IsReference)
{
    /// <summary>Whom it takes out of the group, if anybody.</summary>
    internal LeafIndex? Removes =>
        Proposal switch
        {
            Proposal.Remove remove => remove.Removed,
            Proposal.SelfRemove when Sender is Sender.Member member => member.Leaf,
            _ => null,
        };

    /// <summary>Whose leaf it replaces, if anybody's.</summary>
    internal LeafIndex? Updates => (Proposal, Sender) is (Proposal.Update, Sender.Member member) ? member.Leaf : null;
}
