using Sotto.Mls.PublicGroups;
using Sotto.Mls.Tests.Hostile;

namespace Sotto.Mls.Tests.Groups;

/// <summary>What an observer says of a group, what it takes, and how it is stored.</summary>
public sealed class ObserverTests : IDisposable
{
    private readonly Insider _scene = new();

    private PublicGroup Observer => _scene.Observer;

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void It_sees_the_group_as_the_members_do_before_and_after_a_commit()
    {
        Assert.Equal(_scene.Group.GroupId, Observer.GroupId);
        Assert.Equal(_scene.Group.CipherSuite, Observer.CipherSuite);
        PublicMessage commit = (PublicMessage)
            _scene.Mallory.Commit(new() { Removes = [_scene.Fourth.Group.Self] }).Message;
        PublicEpoch next = Observer.Stage((VerifiedCommit)Observer.Verify(commit));
        Assert.Equal(_scene.Group.Current.Public.Context.Encoding, next.Context.Encoding);
        Assert.Equal(_scene.Group.Tree.Encode(), next.Tree.Encode());
        Assert.Equal(_scene.Group.Members.Select(member => member.Index), next.Members.Keys.Order(ByValue));
        Assert.Contains(_scene.Fourth.Group.Self, Observer.Members.Keys);
        Assert.True(next.IsDescribedBy(_scene.Group.CreateGroupInfo()));
        Observer.Merge(next);
        Assert.Same(next.Context, Observer.Context);
        Assert.DoesNotContain(_scene.Fourth.Group.Self, Observer.Members.Keys);
    }

    [Fact]
    public void It_keeps_a_thousand_proposals_and_no_more()
    {
        for (int i = 0; i < 1_000; i++)
        {
            Observer.Keep(Verified(Numbered(i)));
        }

        byte[] before = Observer.Save();
        VerifiedProposal tooMany = Verified(Numbered(1_000));
        Assert.Equal("too_many_proposals", Assert.Throws<MlsException>(() => Observer.Keep(tooMany)).Rule);
        Assert.Equal(before, Observer.Save());
        Observer.Keep(Verified(_scene.Send(Observer.PendingProposals[0].Proposal)));
        Assert.Equal(1_000, Observer.PendingProposals.Count);
    }

    [Fact]
    public void What_another_observer_or_epoch_verified_changes_nothing()
    {
        PublicGroup another = PublicGroup.Load(Observer.Save(), new TestPolicy(), Party.Clock);
        PublicMessage removal = _scene.Send(new Proposal.Remove(_scene.Fourth.Group.Self));
        VerifiedProposal proposal = Verified(removal);
        PublicMessage message = (PublicMessage)_scene.Mallory.Commit().Message;
        VerifiedCommit commit = (VerifiedCommit)Observer.Verify(message);
        PublicEpoch next = Observer.Stage(commit);
        byte[] before = another.Save();
        Assert.Throws<ArgumentException>("proposal", () => another.Keep(proposal));
        Assert.Throws<ArgumentException>("commit", () => another.Stage(commit));
        Assert.Throws<ArgumentException>("epoch", () => another.Merge(next));
        Assert.Equal(before, another.Save());

        Observer.Merge(next);
        before = Observer.Save();
        Assert.Throws<ArgumentException>("proposal", () => Observer.Keep(proposal));
        Assert.Throws<ArgumentException>("commit", () => Observer.Stage(commit));
        Assert.Throws<ArgumentException>("epoch", () => Observer.Merge(next));
        Assert.Equal(before, Observer.Save());
    }

    [Fact]
    public void It_is_stored_with_its_proposals()
    {
        PublicMessage removal = _scene.Send(new Proposal.Remove(_scene.Fourth.Group.Self));
        _scene.AssertAccepted(removal);
        _scene.Mallory.Receive(removal);
        PublicGroup stored = PublicGroup.Load(Observer.Save(), new TestPolicy(), Party.Clock);
        Assert.Equal(Observer.Save(), stored.Save());
        PublicMessage commit = (PublicMessage)_scene.Mallory.Commit().Message;
        stored.Merge(stored.Stage((VerifiedCommit)stored.Verify(commit)));
        Assert.Equal(_scene.Group.Tree.Encode(), stored.Tree.Encode());
        Assert.Equal(3, stored.Members.Count);
    }

    [Fact]
    public void A_stored_one_that_is_newer_damaged_or_ends_in_nothing_is_refused()
    {
        byte[] saved = Observer.Save();
        byte[] newer = [.. saved];
        newer[1]++;
        Assert.Equal("state_version", RefusalToLoad(newer));
        byte[] hash = Observer.Context.TreeHash.ToArray();
        byte[] damaged = [.. saved];
        damaged[saved.AsSpan().IndexOf(hash)] ^= 1;
        Assert.Equal("tree_hash", RefusalToLoad(damaged));
        // The last byte says that no other group follows; now one does that is none.
        byte[] removal = TlsWriter.Encode(new Proposal.Remove(new(0)));
        Assert.Equal("state_part_damaged", RefusalToLoad([.. saved[..^1], 1, .. removal]));
        Assert.Equal("trailing_bytes", RefusalToLoad([.. saved, 0]));
        Assert.Equal("truncated", RefusalToLoad(saved[..^1]));
    }

    private static Comparer<LeafIndex> ByValue { get; } =
        Comparer<LeafIndex>.Create((left, right) => left.Value.CompareTo(right.Value));

    private VerifiedProposal Verified(PublicMessage message) => (VerifiedProposal)Observer.Verify(message);

    private PublicMessage Numbered(int number) =>
        _scene.Send(new Proposal.PreSharedKey(PreSharedKeyId.OfExternal(BitConverter.GetBytes(number), new byte[32])));

    private static string RefusalToLoad(byte[] saved) =>
        Assert.Throws<MlsException>(() => PublicGroup.Load(saved, new TestPolicy(), Party.Clock)).Rule;
}
