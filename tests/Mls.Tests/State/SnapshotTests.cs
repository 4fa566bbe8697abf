using Sotto.Mls.Groups;
using Sotto.Mls.Groups.State;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.State;

/// <summary>Whatever a group is in the middle of, it is the same after it was stored and loaded.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly Party _ann = new Party("ann").Create();
    private readonly Party _bob = new("bob");
    private readonly Party _eve = new("eve");

    public SnapshotTests()
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
    public void With_skipped_keys_and_late_messages_of_past_epochs()
    {
        PrivateMessage[] early = [_ann.Say("0"), _ann.Say("1"), _ann.Say("2")];
        _bob.Read(early[2]);
        Everybody(_eve.Commit().Message, _ann, _bob);
        PrivateMessage[] late = [_ann.Say("3"), _ann.Say("4")];
        _bob.Read(late[1]);
        AssertSame(_bob);
        Assert.Equal("0", _bob.Read(early[0]));
        Assert.Equal("1", _bob.Read(early[1]));
        Assert.Equal("3", _bob.Read(late[0]));
        Assert.Throws<MlsException>(() => _bob.Read(early[2]));
        AssertSame(_bob);
        ConversationTests.AssertTalking(_ann, _bob, _eve);
    }

    [Fact]
    public void With_past_epochs_whose_leaves_belong_to_others_now()
    {
        PrivateMessage late = _eve.Say("from eve");
        Everybody(_ann.Commit(new() { Removes = [_eve.Group.Self] }).Message, _bob);
        using Party dan = new("dan");
        _ann.Add(dan, _bob);
        Assert.Equal(_eve.Group.Self, dan.Group.Self);
        AssertSame(_bob);
        ReceivedMessage read = (ReceivedMessage)_bob.Receive(late);
        Assert.Equal("eve"u8, ((Credential.Basic)read.SenderLeaf.Credential).Identity.Span);
        AssertSame(_bob);
        ConversationTests.AssertTalking(_ann, _bob, dan);
    }

    [Fact]
    public void With_proposals_and_an_update_of_its_own()
    {
        _ann.Receive(_bob.Group.ProposeUpdate());
        _bob.Receive(_ann.Group.ProposeRemove(_eve.Group.Self));
        AssertSame(_bob);
        Assert.Equal(2, _bob.Group.PendingProposals.Count);
        _bob.Receive(_ann.Commit().Message);
        ConversationTests.AssertTalking(_ann, _bob);
        AssertSame(_bob);
        Assert.Empty(_bob.Group.PendingProposals);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void With_a_commit_that_has_not_been_answered(bool omitsPath)
    {
        using Party dan = new("dan");
        using OwnKeyPackage keyPackage = dan.NewKeyPackage();
        PreparedCommit commit = _bob.Group.Commit(
            new() { Adds = [keyPackage.KeyPackage], OmitPathWhereAllowed = omitsPath }
        );
        AssertSame(_bob);
        Assert.NotNull(_bob.Group.PendingCommit);
        _bob.Receive(commit.Message);
        Everybody(commit.Message, _ann, _eve);
        dan.Join(commit.Welcome!, keyPackage);
        AssertSame(_bob);
        ConversationTests.AssertTalking(_ann, _bob, _eve, dan);
    }

    [Fact]
    public void With_a_commit_that_was_given_up()
    {
        _bob.Group.Commit();
        _bob.Restart();
        _bob.Group.DropPendingCommit();
        _bob.RestartFromChanges();
        Assert.Null(_bob.Group.PendingCommit);
        Everybody(_ann.Commit().Message, _bob, _eve);
        ConversationTests.AssertTalking(_ann, _bob, _eve);
    }

    [Fact]
    public void Of_somebody_who_was_removed()
    {
        PrivateMessage late = _ann.Say("before");
        _bob.Receive(_ann.Commit(new() { Removes = [_bob.Group.Self] }).Message);
        Assert.Equal(GroupStatus.Removed, _bob.Group.Status);
        AssertSame(_bob);
        Assert.Equal(GroupStatus.Removed, _bob.Group.Status);
        Dictionary<PartName, byte[]> parts = Stored.Parts(Stored.Whole(_bob.Group));
        Assert.DoesNotContain(parts.Keys, name => name.Kind is PartKind.Secrets or PartKind.PrivateKey);
        Assert.Equal("before", _bob.Read(late));
        Assert.Throws<InvalidOperationException>(() => _bob.Say("still here"));
    }

    [Fact]
    public void Of_a_group_that_ended_in_favour_of_another()
    {
        Proposal.ReInit next = new("next"u8, _ann.Suite, []);
        _bob.Receive(_ann.Commit(new() { ReInit = next }).Message);
        AssertSame(_bob);
        Assert.Equal(GroupStatus.Reinitialized, _bob.Group.Status);
        Assert.Equal("next"u8, _bob.Group.Successor!.GroupId.Span);
        Assert.Throws<InvalidOperationException>(() => _bob.Say("too late"));
    }

    [Fact]
    public void With_a_commit_that_changes_the_signature_key()
    {
        using SignatureKeyPair other = SignatureKeyPair.Generate(
            _bob.Suite,
            System.Security.Cryptography.RandomNumberGenerator.Fill
        );
        PreparedCommit commit = _bob.Group.Commit(new() { Leaf = new() { SignatureKey = other } });
        byte[] whole = Stored.Whole(_bob.Group);
        Assert.Throws<InvalidOperationException>(() => Stored.Load(_bob, whole));
        using MlsGroup loaded = MlsGroup.Load(whole, [], _bob.SignatureKey, _bob.Settings, other);
        loaded.Merge(loaded.PendingCommit!);
        _ann.Receive(commit.Message);
        Assert.Equal(loaded.EpochAuthenticator, _ann.Group.EpochAuthenticator);
        PrivateMessage message = loaded.Encrypt("under the new key"u8);
        Assert.Equal("under the new key", _ann.Read(message));
        byte[] later = Stored.Whole(loaded);
        Assert.Throws<InvalidOperationException>(() => Stored.Load(_bob, later));
        MlsGroup.Load(later, [], other, _bob.Settings).Dispose();
    }

    private static void Everybody(MlsMessage message, params Party[] parties)
    {
        foreach (Party party in parties)
        {
            party.Receive(message);
        }
    }

    private static void AssertSame(Party party)
    {
        string[] before = Stored.Sorted(party.Group);
        party.Restart();
        Assert.Equal(before, Stored.Sorted(party.Group));
    }
}
