using Sotto.Mls.Groups;

namespace Sotto.Mls.Tests.Groups;

/// <summary>Epochs that a member stages: those it enters, gives up, leaves by, or cannot compute.</summary>
public sealed class StagedEpochTests : IDisposable
{
    private readonly Party _ann = new Party("ann").Create();
    private readonly Party _bob = new("bob");
    private readonly Party _eve = new("eve");

    public StagedEpochTests()
    {
        _ann.Add(_bob);
        _ann.Add(_eve, _bob);
    }

    public void Dispose()
    {
        _ann.Dispose();
        _bob.Dispose();
        _eve.Dispose();
    }

    [Fact]
    public void Whoever_was_removed_leaves_once()
    {
        PendingEpoch first = Stage(_eve, _ann.Group.Commit(new() { Removes = [_eve.Group.Self] }).Message);
        PendingEpoch second = Stage(_eve, _bob.Group.Commit(new() { Removes = [_eve.Group.Self] }).Message);
        Assert.True(first.IsSelfRemoved);
        Assert.Empty(first.Members);
        _eve.Group.Merge(first);
        Assert.Equal(GroupStatus.Removed, _eve.Group.Status);
        byte[] before = _eve.Snapshot();
        Assert.Throws<ArgumentException>("pending", () => _eve.Group.Merge(first));
        Assert.Throws<ArgumentException>("pending", () => _eve.Group.Merge(second));
        second.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _eve.Group.Merge(second));
        Assert.Equal(before, _eve.Snapshot());
    }

    [Fact]
    public void Who_stays_sees_who_will_be_there()
    {
        PendingEpoch next = Stage(_bob, _ann.Commit(new() { Removes = [_eve.Group.Self] }).Message);
        Assert.False(next.IsSelfRemoved);
        Assert.Equal(_ann.Group.Members.Select(member => member.Index), next.Members.Select(member => member.Index));
        Assert.Equal(_bob.Group.Epoch.Next, next.Epoch);
        Assert.Equal(3, _bob.Group.Members.Count);
        _bob.Group.Merge(next);
        Assert.Equal(2, _bob.Group.Members.Count);
    }

    [Fact]
    public void Disposing_an_epoch_that_was_entered_or_twice_harms_nothing()
    {
        MlsMessage commit = _ann.Commit().Message;
        PendingEpoch abandoned = Stage(_bob, commit);
        abandoned.Dispose();
        abandoned.Dispose();
        PendingEpoch entered = Stage(_bob, commit);
        _bob.Group.Merge(entered);
        entered.Dispose();
        _eve.Receive(commit);
        ConversationTests.AssertTalking(_ann, _bob, _eve);
    }

    [Fact]
    public void A_copy_from_before_its_own_update_does_not_follow_the_commit_of_it()
    {
        MlsGroup copy = _bob.Copy();
        MlsMessage update = _bob.Group.ProposeUpdate();
        _bob.Group.Dispose();
        _bob.Group = copy;
        // Another update, whose key is here, does not stand for the one whose key is lost.
        _bob.Group.ProposeUpdate();
        _bob.Receive(update);
        _ann.Receive(update);
        PreparedCommit commit = _ann.Commit();
        byte[] before = _bob.Snapshot();
        Assert.Equal("own_update_unknown", Assert.Throws<MlsException>(() => _bob.Receive(commit.Message)).Rule);
        Assert.Equal(before, _bob.Snapshot());
        Assert.Equal(2, _bob.Group.PendingProposals.Count);
        _eve.Receive(update);
        _eve.Receive(commit.Message);
        ConversationTests.AssertTalking(_ann, _eve);
    }

    private static PendingEpoch Stage(Party party, MlsMessage message) =>
        party.Group.Stage((VerifiedCommit)party.Group.Verify(MlsFraming.Parse(message.Encode())));
}
