using Sotto.Mls.Groups;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.Hostile;

/// <summary>
/// Private messages of a member who uses somebody else's name or place: every member can derive every member's keys, so
/// that only signature and tree tell them apart (RFC 9420 sections 6.1 and 6.3.2).
/// </summary>
public sealed class SealedMessageRefusals : IDisposable
{
    private readonly Insider _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_members_keys_do_not_make_their_words()
    {
        FramedContent.Body[] bodies =
        [
            new("i never said this"u8.ToArray()),
            new(new Proposal.Remove(_scene.Fourth.Group.Self)),
            new(_scene.Honest()),
        ];
        foreach (FramedContent.Body body in bodies)
        {
            _scene.AssertRefusedByVictim("message_signature", Seal(body, _scene.Third.Group.Self));
        }

        Assert.Equal("but this", _scene.Victim.Read(_scene.Third.Say("but this")));
    }

    [Fact]
    public void A_message_is_of_somebody_who_was_a_member_in_its_epoch()
    {
        LeafIndex blank = _scene.Third.Group.Self;
        LeafIndex outside = new(9);
        Tell(_scene.Mallory.Commit(new() { Removes = [blank] }));
        PrivateMessage[] forged = [Renamed(blank), Renamed(outside)];
        Assert.All(forged, message => _scene.AssertRefusedByVictim("sender_no_member", message));
        PrivateMessage honest = _scene.Mallory.Say("late");
        Tell(_scene.Mallory.Commit());
        Assert.All(forged, message => _scene.AssertRefusedByVictim("sender_no_member", message));
        Assert.True(((ReceivedMessage)_scene.Victim.Receive(honest)).IsLate);
    }

    private PrivateMessage Seal(FramedContent.Body body, LeafIndex sender)
    {
        FramedContent content = MessageMaking.Frame(_scene.Group, body, []) with { Sender = new Sender.Member(sender) };
        AuthenticatedContent signed = MessageMaking.Sign(_scene.Group, WireFormat.PrivateMessage, content);
        if (content.ContentType is ContentType.Commit)
        {
            signed = signed with { ConfirmationTag = new byte[_scene.Group.Suite.HashLength] };
        }

        return MessageSealing.Seal(
            _scene.Group.Suite,
            signed,
            sender,
            _scene.Group.Current.Messages,
            Padding.None,
            _scene.Group.ReuseGuards
        );
    }

    /// <summary>Mallory's own words under another place.</summary>
    private PrivateMessage Renamed(LeafIndex sender)
    {
        PrivateMessage message = _scene.Mallory.Say("from nowhere");
        new SenderData(sender, 0, 0).SealInto(message, _scene.Group.Suite, _scene.Group.Current.Messages.SenderDataKey);
        return message;
    }

    private void Tell(PreparedCommit commit)
    {
        _scene.Victim.Receive(commit.Message);
        _scene.Fourth.Receive(commit.Message);
    }
}
