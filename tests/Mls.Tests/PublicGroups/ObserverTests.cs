using Sotto.Mls.Groups;
using Sotto.Mls.PublicGroups;
using Sotto.Mls.Tests.Groups;
using Sotto.Mls.Tests.Hostile;

namespace Sotto.Mls.Tests.PublicGroups;

/// <summary>What a delivery service stores of a group is read whole or refused, and only its own is believed.</summary>
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
        Assert.Equal(
            _scene.Group.Members.Select(member => member.Index),
            next.Members.Keys.OrderBy(index => index.Value)
        );
        Assert.Contains(_scene.Fourth.Group.Self, Observer.Members.Keys);
        Assert.True(next.IsDescribedBy(_scene.Group.CreateGroupInfo()));
        Observer.Merge(next);
        Assert.Same(next.Context, Observer.Context);
        Assert.DoesNotContain(_scene.Fourth.Group.Self, Observer.Members.Keys);
    }

    [Fact]
    public void A_stored_observer_goes_on_with_what_it_kept()
    {
        PublicMessage proposed = _scene.Send(new Proposal.Remove(_scene.Fourth.Group.Self));
        _scene.AssertAccepted(proposed);
        PublicGroup stored = Load(Observer.Save());
        Assert.Equal(Observer.Save(), stored.Save());
        Assert.Equal(
            Observer.PendingProposals[0].Reference.ToArray(),
            Assert.Single(stored.PendingProposals).Reference.ToArray()
        );
        PreparedCommit commit = _scene.Victim.Group.Commit();
        stored.Merge(stored.Stage((VerifiedCommit)stored.Verify((PublicMessage)commit.Message)));
        Assert.Equal(3, stored.Members.Count);
        Assert.Empty(stored.PendingProposals);
        Assert.Null(stored.Successor);
    }

    [Fact]
    public void What_is_cut_off_prolonged_or_of_another_version_is_refused()
    {
        _scene.AssertAccepted(_scene.Send(new Proposal.Remove(_scene.Fourth.Group.Self)));
        byte[] saved = Observer.Save();
        for (int length = 0; length < saved.Length; length++)
        {
            Assert.Throws<MlsException>(() => Load(saved[..length]));
        }

        Assert.Equal("trailing_bytes", Refusal([.. saved, 0]));
        saved[1] ^= 0x40;
        Assert.Equal("state_version", Refusal(saved));
    }

    [Fact]
    public void A_tree_that_is_not_the_one_of_the_context_is_refused()
    {
        byte[] saved = Observer.Save();
        int name = saved.AsSpan().IndexOf("third"u8);
        saved[name] ^= 1;
        Assert.Equal("tree_hash", Refusal(saved));
    }

    [Fact]
    public void A_kept_proposal_that_is_a_commit_is_refused()
    {
        PublicMessage commit = (PublicMessage)_scene.Mallory.Group.Commit().Message;
        using TlsWriter writer = new();
        writer.Raw(Observer.Save().AsSpan()[..^2]).Vector([commit.Authenticated]).Presence(false);
        Assert.Equal("state_part_damaged", Refusal(writer.ToArray()));
    }

    [Fact]
    public void A_successor_that_is_another_proposal_is_refused()
    {
        using TlsWriter writer = new();
        writer.Raw(Observer.Save().AsSpan()[..^1]).Optional(new Proposal.Remove(new(1)));
        Assert.Equal("state_part_damaged", Refusal(writer.ToArray()));
    }

    [Fact]
    public void What_another_group_or_epoch_verified_changes_nothing()
    {
        PublicGroup twin = Load(Observer.Save());
        PublicMessage message = _scene.Send(new Proposal.Remove(_scene.Fourth.Group.Self));
        VerifiedProposal proposal = (VerifiedProposal)Observer.Verify(message);
        PublicMessage sent = (PublicMessage)_scene.Victim.Group.Commit().Message;
        VerifiedCommit commit = (VerifiedCommit)Observer.Verify(sent);
        PublicEpoch staged = Observer.Stage(commit);
        byte[] before = twin.Save();
        Assert.Throws<ArgumentException>(() => twin.Keep(proposal));
        Assert.Throws<ArgumentException>(() => twin.Stage(commit));
        Assert.Throws<ArgumentException>(() => twin.Merge(staged));
        Assert.Equal(before, twin.Save());

        Observer.Merge(staged);
        before = Observer.Save();
        Assert.Throws<ArgumentException>(() => Observer.Keep(proposal));
        Assert.Throws<ArgumentException>(() => Observer.Stage(commit));
        Assert.Throws<ArgumentException>(() => Observer.Merge(staged));
        Assert.Equal("epoch", Assert.Throws<MlsException>(() => Observer.Verify(sent)).Rule);
        Assert.Equal(before, Observer.Save());
    }

    [Fact]
    public void A_thousand_proposals_are_kept_each_once_and_no_more()
    {
        for (int i = 0; i < 1_000; i++)
        {
            Keep(i);
            Keep(i);
        }

        byte[] before = Observer.Save();
        Assert.Equal(1_000, Observer.PendingProposals.Count);
        Assert.Equal("too_many_proposals", Assert.Throws<MlsException>(() => Keep(1_000)).Rule);
        Keep(999);
        Assert.Equal(before, Observer.Save());
    }

    private void Keep(int number)
    {
        PreSharedKeyId id = PreSharedKeyId.OfExternal(BitConverter.GetBytes(number), new byte[32]);
        Observer.Keep((VerifiedProposal)Observer.Verify(_scene.Send(new Proposal.PreSharedKey(id))));
    }

    private static PublicGroup Load(byte[] saved) => PublicGroup.Load(saved, new TestPolicy(), Party.Clock);

    private static string Refusal(byte[] saved) => Assert.Throws<MlsException>(() => Load(saved)).Rule;
}
