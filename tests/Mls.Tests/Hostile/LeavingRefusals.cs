using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.Hostile;

/// <summary>How a member leaves by <c>self_remove</c> (draft-ietf-mls-extensions), and what others make of it.</summary>
public sealed class LeavingRefusals : IDisposable
{
    private readonly Insider _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Leaving_twice_or_being_removed_as_well_is_refused()
    {
        PublicMessage leaving = (PublicMessage)_scene.Fourth.Group.ProposeSelfRemove();
        _scene.Mallory.Receive(leaving);
        _scene.Victim.Receive(leaving);
        _scene.Observer.Keep((VerifiedProposal)_scene.Observer.Verify(leaving));
        ProposalOrReference named = new ProposalOrReference.ByReference(
            _scene.Victim.Group.PendingProposals[0].Reference.ToArray()
        );
        ProposalOrReference removal = new ProposalOrReference.ByValue(new Proposal.Remove(_scene.Fourth.Group.Self));
        UpdatePath path = _scene.Honest().Path!;
        _scene.AssertRefused("leaf_changed_twice", _scene.Send(new Commit([named, removal], path)));
        _scene.AssertRefused("proposal_references", _scene.Send(new Commit([named, named], path)));
        _scene.AssertRefused("path_missing", _scene.Send(new Commit([named], null)));
    }

    [Fact]
    public void The_one_who_left_can_not_commit_it()
    {
        PublicMessage leaving = (PublicMessage)_scene.Group.ProposeSelfRemove();
        UpdatePath path = _scene.Honest().Path!;
        _scene.Victim.Receive(leaving);
        _scene.Observer.Keep((VerifiedProposal)_scene.Observer.Verify(leaving));
        ProposalOrReference named = new ProposalOrReference.ByReference(
            _scene.Victim.Group.PendingProposals[0].Reference.ToArray()
        );
        _scene.AssertRefused("remove_by_committer", _scene.Send(new Commit([named], path)));
    }
}
