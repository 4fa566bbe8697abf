using Sotto.Mls.Groups;
using Sotto.Mls.PublicGroups;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.Hostile;

/// <summary>Where nobody can compute the confirmation tag, its length is looked at; and other bounds of an epoch.</summary>
public sealed class UnconfirmedRefusals : IDisposable
{
    private readonly Insider _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void The_removed_notice_a_confirmation_tag_that_is_none(int length)
    {
        CommitOptions removal = new() { Removes = [_scene.Victim.Group.Self] };
        PublicMessage honest = (PublicMessage)_scene.Group.Commit(removal).Message;
        _scene.AssertRefused("confirmation_tag", _scene.Tag(honest.Authenticated, new byte[length]));
        _scene.Group.DropPendingCommit();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_description_with_a_confirmation_tag_that_is_none_is_not_followed(int length)
    {
        GroupInfo honest = _scene.Group.CreateGroupInfo(withExternalPub: true);
        GroupInfo bent = GroupInfo.Sign(
            _scene.Group.Suite,
            _scene.Mallory.SignatureKey.For(_scene.Group.Suite),
            honest.GroupContext,
            [.. honest.Extensions.Where(extension => extension.Type != Extension.RatchetTree)],
            new byte[length],
            _scene.Group.Self,
            _scene.Group.Tree
        );
        MlsException followed = Assert.Throws<MlsException>(() =>
            PublicGroup.Follow(bent, new TestPolicy(), Party.Clock)
        );
        using Party outsider = new Party("outsider").Create();
        MlsException joined = Assert.Throws<MlsException>(() =>
            MlsGroup.JoinExternally(bent, outsider.Identity, outsider.Settings)
        );
        Assert.Equal("confirmation_tag", followed.Rule);
        Assert.Equal("confirmation_tag", joined.Rule);
    }

    [Fact]
    public void The_last_epoch_has_no_next()
    {
        using Party ann = new Party("ann").Create();
        EpochState current = ann.Group.Current;
        GroupContext last = new(ann.Suite, ann.Group.GroupId, ann.Group.Extensions)
        {
            Epoch = new(ulong.MaxValue),
            TreeHash = current.Public.Context.TreeHash,
            ConfirmedTranscriptHash = current.Public.Context.ConfirmedTranscriptHash,
        };
        ann.Group.Current = current with { Public = current.Public with { Context = last } };
        Assert.Equal("epoch_exhausted", Assert.Throws<MlsException>(() => ann.Group.Commit()).Rule);
        Assert.Null(ann.Group.PendingCommit);
        Assert.Equal(ulong.MaxValue, ann.Group.Epoch.Value);
    }

    [Fact]
    public void A_leaf_index_with_its_top_bit_set_is_refused_wherever_it_stands()
    {
        LeafIndex top = new(0x8000_0001);
        FramedContent asTop = MessageMaking.Frame(_scene.Group, new(new Proposal.Remove(new(0))), []) with
        {
            Sender = new Sender.Member(top),
        };
        GroupInfo info = GroupInfo.Sign(
            _scene.Group.Suite,
            _scene.Mallory.SignatureKey.For(_scene.Group.Suite),
            _scene.Group.Current.Public.Context,
            [],
            new byte[32],
            top,
            null
        );
        _scene.AssertRefused("leaf_index", _scene.Send(new Proposal.Remove(top)));
        _scene.AssertRefused("leaf_index", _scene.Send(asTop));
        _scene.AssertRefusedByVictim("leaf_index", info);
    }

    [Fact]
    public void An_extension_that_stands_twice_is_refused()
    {
        Extension once = new(Extension.ApplicationId, [1]);
        _scene.AssertRefused("duplicate_extension", _scene.Send(new Proposal.GroupContextExtensions([once, once])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_sender_sends_only_what_its_kind_may(int kind)
    {
        Sender sender = kind == 0 ? new Sender.NewMemberProposal() : new Sender.NewMemberCommit();
        FramedContent content = MessageMaking.Frame(_scene.Group, new(new Proposal.Remove(new(0))), []) with
        {
            Sender = sender,
        };
        _scene.AssertRefused("sender_content_type", _scene.Send(content));
        FramedContent commit = MessageMaking.Frame(_scene.Group, new(_scene.Honest()), []) with
        {
            Sender = new Sender.External(0),
        };
        _scene.AssertRefused("sender_content_type", _scene.Send(commit));
    }
}
