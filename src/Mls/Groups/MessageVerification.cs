using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Validation;

namespace Sotto.Mls.Groups;

/// <summary>Verifies what arrives (RFC 9420 sections 6.1 to 6.3).</summary>
internal sealed class MessageVerification(MlsGroup group)
{
    private HandshakeVerification Handshakes => new(group, group.Current.Public, group.Settings.Policy, now: null);

    private Suite Suite => group.Suite;

    internal VerifiedMessage Verify(MlsMessage message) =>
        message switch
        {
            PublicMessage publicMessage => Verify(publicMessage),
            PrivateMessage privateMessage => Verify(privateMessage),
            _ => throw new MlsException("message_kind"),
        };

    private VerifiedMessage Verify(PublicMessage message)
    {
        if (message.ContentType is ContentType.Application)
        {
            throw new MlsException("public_application_data");
        }

        CheckGroup(message.GroupId, message.Epoch, mayBePast: false);
        AuthenticatedContent authenticated = message.Authenticated;
        if (message.Sender is Sender.Member)
        {
            bool hasTag = authenticated.HasMembershipTag(
                Suite,
                group.Current.Secrets.Membership.Bytes,
                group.Current.Public.Context,
                message.MembershipTag.Span
            );
            if (!hasTag)
            {
                throw new MlsException("membership_tag");
            }
        }

        Handshakes.CheckSigned(authenticated);
        return VerifyHandshake(message, authenticated, null);
    }

    private VerifiedMessage Verify(PrivateMessage message)
    {
        bool isApplication = message.ContentType is ContentType.Application;
        CheckGroup(message.GroupId, message.Epoch, mayBePast: isApplication);
        if (OwnPending(message) is { } own)
        {
            return own;
        }

        PastEpoch? past = message.Epoch == group.Epoch ? null : group.Past.Find(message.Epoch);
        MessageKeys keys = past?.Messages ?? group.Current.Messages;
        SenderData sender = SenderData.Open(Suite, keys.SenderDataKey, message);
        LeafNode leaf =
            (past is null ? group.Current.Public.Tree.LeafAt(sender.Sender) : past.LeafAt(sender.Sender))
            ?? throw new MlsException("sender_no_member");
        if (sender.Sender == group.Self)
        {
            throw new MlsException("own_message");
        }

        AuthenticatedContent authenticated = MessageSealing.Open(
            Suite,
            message,
            sender,
            keys,
            group.Settings.ForwardGenerations
        );
        GroupContext context = past?.Context ?? group.Current.Public.Context;
        if (!authenticated.HasValidSignature(Suite, leaf.KeyOf(Suite), context))
        {
            throw new MlsException("message_signature");
        }

        if (!isApplication)
        {
            return VerifyHandshake(message, authenticated, sender.Generation);
        }

        group.Consume(keys, new(sender.Sender, RatchetKind.Application), sender.Generation);
        return new ReceivedMessage(authenticated, sender.Sender, leaf, sender.Generation) { IsLate = past is not null };
    }

    private VerifiedMessage VerifyHandshake(MlsMessage message, AuthenticatedContent authenticated, uint? generation)
    {
        if (authenticated.Content.Content.Proposal is not null)
        {
            return Handshakes.VerifyProposal(authenticated, generation);
        }

        if (OwnPending(message) is { } own)
        {
            return own;
        }

        return authenticated.Content.Sender is Sender.Member sender && sender.Leaf == group.Self
            ? throw new MlsException("own_commit_unknown")
            : Handshakes.VerifyCommit(authenticated, group.Proposals.Find, generation);
    }

    /// <summary>A commit of one's own that came back, recognised by its very bytes.</summary>
    private VerifiedCommit? OwnPending(MlsMessage message) =>
        group.PendingCommit is { OwnMessageHash: { } hash, OwnCommit: { } commit }
        && Suite.Hash(message.Encode()).AsSpan().SequenceEqual(hash)
            ? commit
            : null;

    private void CheckGroup(ReadOnlyMemory<byte> groupId, Epoch epoch, bool mayBePast)
    {
        if (!groupId.Span.SequenceEqual(group.GroupId.Span))
        {
            throw new MlsException("group_id");
        }

        bool isCurrent = epoch == group.Epoch && group.Status is GroupStatus.Active;
        if (!isCurrent && !(mayBePast && (epoch == group.Epoch || group.Past.Find(epoch) is not null)))
        {
            throw new MlsException("epoch");
        }
    }
}
