using Sotto.Mls.Groups;
using Sotto.Mls.PublicGroups;

namespace Sotto.Mls.Tests.Groups;

/// <summary>One's own commit between sending and the delivery service's answer, and groups that continue others.</summary>
public sealed class PendingCommitTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ones_own_commit_is_recognised_when_it_comes_back_also_after_a_restart(bool encrypted)
    {
        using Party ann = Prepared("ann", encrypted).Create();
        using Party bob = Prepared("bob", encrypted);
        ann.Add(bob);
        bob.Receive(ann.Group.ProposeUpdate());
        PreparedCommit commit = bob.Group.Commit();
        bob.Restart();
        VerifiedCommit back = (VerifiedCommit)bob.Group.Verify(MlsFraming.Parse(commit.Message.Encode()));
        Assert.True(back.IsOwn);
        Assert.Equal(ann.Group.Self, Assert.Single(back.Committed).Updates);
        bob.Group.Merge(bob.Group.Stage(back));
        ann.Receive(commit.Message);
        ConversationTests.AssertTalking(ann, bob);
    }

    [Fact]
    public void Another_commit_that_came_first_drops_ones_own()
    {
        using Party ann = new Party("ann").Create();
        using Party bob = new("bob");
        ann.Add(bob);
        PreparedCommit lost = ann.Group.Commit();
        PreparedCommit won = bob.Commit();
        Assert.Throws<InvalidOperationException>(() => ann.Group.Commit());
        ann.Receive(won.Message);
        Assert.Null(ann.Group.PendingCommit);
        Assert.Throws<ArgumentException>(() => ann.Group.Merge(lost.Pending));
        Assert.Throws<MlsException>(() => ann.Receive(lost.Message));
        ConversationTests.AssertTalking(ann, bob);
    }

    [Fact]
    public void A_dropped_commit_leaves_the_group_as_it_was()
    {
        using Party ann = new Party("ann").Create();
        using Party bob = new("bob");
        ann.Add(bob);
        byte[] before = ann.Snapshot();
        ann.Group.Commit(new() { Removes = [bob.Group.Self] });
        Assert.NotEqual(before, ann.Snapshot());
        ann.Group.DropPendingCommit();
        Assert.Equal(before, ann.Snapshot());
        ConversationTests.AssertTalking(ann, bob);
    }

    [Fact]
    public void A_commit_that_fails_leaves_nothing_pending()
    {
        using Party ann = new Party("ann").Create();
        byte[] before = ann.Snapshot();
        Assert.Throws<MlsException>(() => ann.Group.Commit(new() { Removes = [new(5)] }));
        Assert.Throws<MlsException>(() => ann.Group.Commit(new() { PreSharedKeys = ["unknown"u8.ToArray()] }));
        Assert.Equal(before, ann.Snapshot());
    }

    [Fact]
    public void Nothing_is_said_while_a_removal_waits()
    {
        using Party ann = new Party("ann").Create();
        using Party bob = new("bob");
        using Party eve = new("eve");
        ann.Add(bob);
        ann.Add(eve, bob);
        bob.Receive(ann.Group.ProposeRemove(eve.Group.Self));
        Assert.True(bob.Group.MustCommitFirst);
        Assert.Throws<InvalidOperationException>(() => bob.Say("she may still be here"));
        Assert.Throws<InvalidOperationException>(() => ann.Say("she may still be here"));
        PreparedCommit commit = bob.Commit();
        ann.Receive(commit.Message);
        ConversationTests.AssertTalking(ann, bob);
    }

    [Fact]
    public void A_new_signature_key_counts_from_the_next_epoch_on_also_after_a_restart()
    {
        using Party ann = new Party("ann").Create();
        using Party bob = new("bob");
        ann.Add(bob);
        using SignatureKeyPair renewed = SignatureKeyPair.Generate(
            ann.Suite,
            System.Security.Cryptography.RandomNumberGenerator.Fill
        );
        PreparedCommit commit = ann.Group.Commit(new() { Leaf = new() { SignatureKey = renewed } });
        using Sotto.Mls.Groups.State.GroupState state = ann.Group.Save();
        Assert.Throws<InvalidOperationException>(() =>
            MlsGroup.Load(state.Bytes.Span, [], ann.SignatureKey, ann.Settings)
        );
        using MlsGroup old = ann.Group;
        ann.Group = MlsGroup.Load(state.Bytes.Span, [], ann.SignatureKey, ann.Settings, renewed);
        ann.Receive(commit.Message);
        bob.Receive(commit.Message);
        ConversationTests.AssertTalking(ann, bob);
        Assert.Equal(renewed.PublicKey, bob.Group.Members[0].Leaf.SignatureKey);
    }

    [Fact]
    public void An_observer_follows_and_is_stored()
    {
        using Party ann = new Party("ann").Create();
        PublicGroup observer = PublicGroup.Follow(ann.Group.CreateGroupInfo(), new TestPolicy(), Party.Clock);
        Party[] others = [new("bob"), new("eve"), new("dan")];
        foreach (Party newcomer in others)
        {
            using OwnKeyPackage package = newcomer.NewKeyPackage();
            PreparedCommit commit = ann.Group.Commit(new() { Adds = [package.KeyPackage] });
            PublicEpoch next = observer.Stage((VerifiedCommit)observer.Verify((PublicMessage)commit.Message));
            Assert.True(next.IsDescribedBy(commit.CreateGroupInfo()));
            Assert.True(next.IsDescribedBy(commit.CreateGroupInfo(withTree: false)));
            Assert.False(next.IsDescribedBy(ann.Group.CreateGroupInfo()));
            observer.Merge(next);
            ann.Group.Merge(commit.Pending);
            newcomer.Join(commit.Welcome!, package);
            observer = PublicGroup.Load(observer.Save(), new TestPolicy(), Party.Clock);
            Assert.Equal(ann.Group.Tree.Encode(), observer.Tree.Encode());
            Assert.Equal(ann.Group.Epoch, observer.Epoch);
            // The others are not told: this is about the observer.
        }

        Assert.Equal(4, observer.Members.Count);
        foreach (Party other in others)
        {
            other.Dispose();
        }
    }

    private static Party Prepared(string name, bool encrypted)
    {
        Party party = new(name);
        return encrypted
            ? new(name, settings: party.Settings with { EncryptHandshakes = true, Padding = Padding.To(256, 1024) })
            : party;
    }
}
