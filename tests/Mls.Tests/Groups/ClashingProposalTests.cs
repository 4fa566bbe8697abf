using Sotto.Mls.Groups;
using Sotto.Mls.Tests.Hostile;

namespace Sotto.Mls.Tests.Groups;

/// <summary>Proposals that are valid alone and cannot be committed stop nobody from committing.</summary>
public sealed class ClashingProposalTests
{
    public static TheoryData<string> Kinds => ["extensions nobody has", "a member again", "a key nobody has"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_proposal_that_can_not_be_committed_is_left_out(string kind)
    {
        using Insider scene = new();
        using OwnKeyPackage again = scene.Fourth.NewKeyPackage();
        Proposal hopeless = kind switch
        {
            "extensions nobody has" => new Proposal.GroupContextExtensions([new(0xF123, [])]),
            "a member again" => new Proposal.Add(again.KeyPackage),
            _ => new Proposal.PreSharedKey(PreSharedKeyId.OfExternal("nobody's"u8, new byte[32])),
        };
        scene.AssertAccepted(scene.Send(hopeless));
        PublicMessage sound = (PublicMessage)scene.Third.Group.ProposeUpdate();
        scene.Victim.Receive(sound);
        scene.Mallory.Receive(sound);
        scene.Fourth.Receive(sound);
        Assert.Equal(2, scene.Victim.Group.PendingProposals.Count);

        PreparedCommit commit = scene.Victim.Commit();
        scene.Mallory.Receive(commit.Message);
        scene.Third.Receive(commit.Message);
        scene.Fourth.Receive(commit.Message);
        Assert.Empty(scene.Victim.Group.PendingProposals);
        Assert.IsType<Proposal.Update>(Assert.Single(commit.Pending.OwnCommit!.Proposals).Value);
        ConversationTests.AssertTalking(scene.Everybody);
    }

    [Fact]
    public void A_commit_that_was_dropped_or_disposed_is_not_entered()
    {
        using Party ann = new Party("ann").Create();
        using Party bob = new("bob");
        ann.Add(bob);
        PreparedCommit dropped = ann.Group.Commit();
        VerifiedCommit verified = (VerifiedCommit)bob.Group.Verify(dropped.Message);
        ann.Group.DropPendingCommit();
        PendingEpoch disposed = bob.Group.Stage(verified);
        disposed.Dispose();
        byte[] annBefore = ann.Snapshot();
        byte[] bobBefore = bob.Snapshot();
        Assert.Throws<ObjectDisposedException>(() => ann.Group.Merge(dropped.Pending));
        Assert.Throws<ObjectDisposedException>(() => bob.Group.Merge(disposed));
        Assert.Equal(annBefore, ann.Snapshot());
        Assert.Equal(bobBefore, bob.Snapshot());
        ConversationTests.AssertTalking(ann, bob);
    }
}
