using Sotto.Mls.Groups;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.Hostile;

/// <summary>Framing, tags and senders (RFC 9420 sections 6.1 to 6.3), replays and late messages.</summary>
public sealed class MessageRefusals : IDisposable
{
    private readonly Insider _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_membership_tag_of_another_length_or_value_is_refused()
    {
        PublicMessage honest = _scene.Send(new Proposal.Remove(_scene.Third.Group.Self));
        byte[] tag = honest.MembershipTag.ToArray();
        foreach (
            byte[] wrong in (byte[][])
                [
                    [],
                    tag[..^1],
                    [.. tag, 0],
                ]
        )
        {
            _scene.AssertRefused("membership_tag", new(honest.Authenticated, wrong));
        }

        tag[0] ^= 1;
        _scene.AssertRefusedByVictim("membership_tag", new PublicMessage(honest.Authenticated, tag));
    }

    [Fact]
    public void A_confirmation_tag_of_another_length_or_value_is_refused()
    {
        PublicMessage honest = (PublicMessage)_scene.Group.Commit().Message;
        _scene.Group.DropPendingCommit();
        byte[] tag = honest.ConfirmationTag.ToArray();
        foreach (
            byte[] wrong in (byte[][])
                [
                    [],
                    tag[..^1],
                    [.. tag, 0],
                ]
        )
        {
            _scene.AssertRefused("confirmation_tag", _scene.Tag(honest.Authenticated, wrong));
        }

        tag[^1] ^= 1;
        _scene.AssertRefusedByVictim("confirmation_tag", _scene.Tag(honest.Authenticated, tag));
    }

    [Fact]
    public void Application_data_in_the_clear_is_refused() =>
        _scene.AssertRefused(
            "public_application_data",
            _scene.Send(new FramedContent.Body("in the clear"u8.ToArray()))
        );

    [Fact]
    public void A_message_of_another_group_or_epoch_is_refused()
    {
        FramedContent content = MessageMaking.Frame(_scene.Group, new(new Proposal.Remove(new(2))), []);
        _scene.AssertRefused("group_id", _scene.Send(content with { GroupId = "another"u8.ToArray() }));
        _scene.AssertRefused("epoch", _scene.Send(content with { Epoch = new(content.Epoch.Value - 1) }));
        _scene.AssertRefused("epoch", _scene.Send(content with { Epoch = content.Epoch.Next }));
        _scene.AssertRefused("epoch", _scene.Send(content with { Epoch = new(ulong.MaxValue) }));
    }

    [Fact]
    public void Nobody_speaks_for_somebody_else()
    {
        FramedContent content = MessageMaking.Frame(_scene.Group, new(new Proposal.Remove(new(2))), []);
        _scene.AssertRefused("message_signature", _scene.Send(content with { Sender = new Sender.Member(new(2)) }));
        _scene.AssertRefused("sender_no_member", _scene.Send(content with { Sender = new Sender.Member(new(9)) }));
    }

    [Fact]
    public void A_proposal_of_outsiders_needs_a_policy_and_a_place_in_the_list()
    {
        FramedContent content = MessageMaking.Frame(_scene.Group, new(new Proposal.Remove(new(2))), []);
        _scene.AssertRefused("external_sender_unknown", _scene.Send(content with { Sender = new Sender.External(0) }));
        _scene.Victim.Policy.ExternalProposals = false;
        _scene.AssertRefusedByVictim(
            "external_proposal",
            _scene.Send(content with { Sender = new Sender.External(0) })
        );
        _scene.AssertRefused(
            "sender_content_type",
            _scene.Send(content with { Sender = new Sender.NewMemberProposal() })
        );
        _scene.AssertRefused(
            "sender_content_type",
            _scene.Send(content with { Sender = new Sender.NewMemberCommit() })
        );
    }

    [Fact]
    public void A_message_opens_once()
    {
        PrivateMessage message = _scene.Mallory.Say("once");
        Assert.Equal("once", _scene.Victim.Read(message));
        _scene.AssertRefusedByVictim("generation_used", message);
        PrivateMessage skipped = _scene.Mallory.Say("overtaken");
        Assert.Equal("later", _scene.Victim.Read(_scene.Mallory.Say("later")));
        Assert.Equal("overtaken", _scene.Victim.Read(skipped));
        _scene.AssertRefusedByVictim("generation_used", skipped);
    }

    [Fact]
    public void Every_damaged_byte_of_a_private_message_is_noticed()
    {
        byte[] honest = _scene.Mallory.Say("hello").Encode();
        byte[] before = _scene.Victim.Snapshot();
        for (int i = 0; i < honest.Length; i++)
        {
            byte[] damaged = [.. honest];
            damaged[i] ^= 0x10;
            Assert.Throws<MlsException>(() => _scene.Victim.Group.Verify(MlsFraming.Parse(damaged)));
        }

        Assert.Equal(before, _scene.Victim.Snapshot());
        Assert.Equal("hello", _scene.Victim.Read(MlsFraming.Parse(honest)));
    }

    [Fact]
    public void Late_messages_of_five_epochs_open_and_of_the_sixth_not()
    {
        List<PrivateMessage> late = [];
        for (int epoch = 0; epoch < 7; epoch++)
        {
            late.Add(_scene.Third.Say($"epoch {epoch}"));
            Everyone(_scene.Mallory.Commit().Message);
        }

        for (int epoch = 2; epoch < 7; epoch++)
        {
            Assert.Equal($"epoch {epoch}", _scene.Victim.Read(late[epoch]));
            _scene.AssertRefusedByVictim("generation_used", late[epoch]);
        }

        _scene.AssertRefusedByVictim("epoch", late[1]);
        _scene.AssertRefusedByVictim("epoch", late[0]);
    }

    [Fact]
    public void A_late_message_is_ascribed_to_whoever_had_the_leaf_then()
    {
        PrivateMessage late = _scene.Fourth.Say("I was here");
        LeafIndex leaf = _scene.Fourth.Group.Self;
        Everyone(_scene.Mallory.Commit(new() { Removes = [leaf] }).Message);
        using Party successor = new("successor");
        _scene.Mallory.Add(successor, _scene.Victim, _scene.Third);
        Assert.Equal(leaf, successor.Group.Self);
        _scene.Victim.Restart();

        ReceivedMessage received = (ReceivedMessage)_scene.Victim.Receive(late);
        Assert.Equal(_scene.Fourth.Identity.Credential, received.SenderLeaf.Credential);
        ReceivedMessage now = (ReceivedMessage)_scene.Victim.Receive(successor.Say("I am"));
        Assert.Equal(successor.Identity.Credential, now.SenderLeaf.Credential);
        Assert.Equal(received.SenderIndex, now.SenderIndex);
    }

    [Fact]
    public void Ones_own_words_coming_back_are_told_apart()
    {
        _scene.AssertRefusedByVictim("own_message", _scene.Victim.Say("echo"));
        PreparedCommit commit = _scene.Victim.Group.Commit();
        _scene.Victim.Group.DropPendingCommit();
        _scene.AssertRefusedByVictim("own_commit_unknown", commit.Message);
    }

    [Fact]
    public void A_welcome_or_key_package_is_no_message_of_a_group()
    {
        using OwnKeyPackage package = _scene.Third.NewKeyPackage();
        _scene.AssertRefusedByVictim("message_kind", package.KeyPackage);
        _scene.AssertRefusedByVictim("message_kind", _scene.Group.CreateGroupInfo());
    }

    [Fact]
    public void What_another_group_or_epoch_verified_changes_nothing()
    {
        PreparedCommit commit = _scene.Group.Commit();
        VerifiedCommit verified = (VerifiedCommit)_scene.Victim.Group.Verify(commit.Message);
        using PendingEpoch staged = _scene.Victim.Group.Stage(verified);
        Assert.Throws<ArgumentException>(() => _scene.Third.Group.Stage(verified));
        Assert.Throws<ArgumentException>(() => _scene.Third.Group.Merge(staged));
        _scene.Victim.Group.Merge(staged);
        byte[] before = _scene.Victim.Snapshot();
        Assert.Throws<ArgumentException>(() => _scene.Victim.Group.Merge(staged));
        Assert.Throws<ArgumentException>(() => _scene.Victim.Group.Stage(verified));
        Assert.Equal(before, _scene.Victim.Snapshot());
        ReceivedMessage heard = (ReceivedMessage)_scene.Victim.Receive(LateFrom(_scene.Third));
        Assert.Equal(_scene.Third.Group.Self, heard.SenderIndex);
    }

    private static PrivateMessage LateFrom(Party party) => party.Say("late");

    private void Everyone(MlsMessage commit)
    {
        foreach (Party party in _scene.Everybody.Where(party => party != _scene.Mallory))
        {
            if (party.Group.Status is GroupStatus.Active)
            {
                party.Receive(commit);
            }
        }
    }
}
