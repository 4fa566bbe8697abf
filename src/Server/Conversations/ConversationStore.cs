using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Conversations;

/// <summary>The SQL of conversations that change: each method is a step of somebody's transaction.</summary>
internal static class ConversationStore
{
    private const string Columns =
        "c.conversation_id AS ConversationId, c.organisation_id AS OrganisationId, c.inbox_id AS InboxId, "
        + "c.customer_id AS CustomerId, c.status AS Status, c.group_number AS GroupNumber, c.epoch AS Epoch, "
        + "c.first_message_epoch AS FirstMessageEpoch, c.last_sequence AS LastSequence, "
        + "c.forgotten_sequence AS ForgottenSequence, c.created_at AS CreatedAt, c.last_activity_at AS LastActivityAt, "
        + "c.deleted_at AS DeletedAt, m.joined_sequence AS JoinedSequence, m.cursor_sequence AS CursorSequence, "
        + "m.removed_sequence AS RemovedSequence";

    private const string From =
        " FROM conversations c JOIN conversation_members m "
        + "ON m.conversation_id = c.conversation_id AND m.organisation_id = c.organisation_id";

    /// <summary>
    /// Who has left and whose certificate was revoked sees nothing of the conversation any more, but that it was deleted:
    /// their device still holds what it had, and wipes it then.
    /// </summary>
    private const string IsVisible = "((m.removed_sequence IS NULL AND @isRevoked = 0) OR c.deleted_at IS NOT NULL)";

    /// <summary>One conversation of a member device; somebody else's does not exist.</summary>
    public const string OfMember =
        "SELECT "
        + Columns
        + From
        + " WHERE c.conversation_id = @conversation AND m.device_id = @device AND m.organisation_id = @organisation AND "
        + IsVisible;

    /// <summary>The group of one living conversation of a member device.</summary>
    public const string GroupOfMember =
        "SELECT c.inbox_id AS InboxId, c.customer_id AS CustomerId, g.epoch AS Epoch, g.body AS Body"
        + From
        + " JOIN group_states g ON g.conversation_id = c.conversation_id AND g.organisation_id = c.organisation_id "
        + "WHERE c.conversation_id = @conversation AND m.device_id = @device AND m.organisation_id = @organisation "
        + "AND c.deleted_at IS NULL AND "
        + IsVisible;

    /// <summary>All living conversations of a device, newest activity first.</summary>
    public const string AllOfMember =
        "SELECT "
        + Columns
        + From
        + " WHERE m.device_id = @device AND m.organisation_id = @organisation "
        + "AND m.removed_sequence IS NULL AND @isRevoked = 0 AND c.deleted_at IS NULL ORDER BY c.last_activity_at DESC, c.conversation_id";

    /// <summary>What a device has not acknowledged yet; a deletion stays until it is.</summary>
    public const string MissingOfMember =
        "SELECT "
        + Columns
        + From
        + " WHERE m.device_id = @device AND m.organisation_id = @organisation AND "
        + IsVisible
        + " AND m.cursor_sequence < c.last_sequence ORDER BY c.last_activity_at, c.conversation_id";

    public static object Member(Identity.DeviceCaller caller, ConversationId conversation) =>
        new
        {
            conversation = conversation.ToString(),
            device = caller.Device.ToString(),
            organisation = caller.Organisation.ToString(),
            isRevoked = caller.IsRevoked ? 1L : 0L,
        };

    public static object Member(Identity.DeviceCaller caller) =>
        new
        {
            device = caller.Device.ToString(),
            organisation = caller.Organisation.ToString(),
            isRevoked = caller.IsRevoked ? 1L : 0L,
        };

    /// <summary>The conversation, locked for this transaction; null when the device is no member.</summary>
    public static ConversationRow? FindForUpdate(
        WriteTransaction transaction,
        Identity.DeviceCaller caller,
        ConversationId conversation
    ) => transaction.Find<ConversationRow>(OfMember + transaction.ForUpdate, Member(caller, conversation));

    /// <summary>Appends an event at the next sequence and moves the conversation's activity. Returns the sequence.</summary>
    public static long Append(WriteTransaction transaction, ConversationRow conversation, NewEvent @event, long now)
    {
        long sequence = transaction.Get<long>(
            "UPDATE conversations SET last_sequence = last_sequence + 1, last_activity_at = @now, epoch = @epoch, status = @status "
                + "WHERE conversation_id = @ConversationId AND organisation_id = @OrganisationId RETURNING last_sequence",
            new
            {
                conversation.ConversationId,
                conversation.OrganisationId,
                now,
                epoch = @event.EpochAfter ?? conversation.Epoch,
                status = (@event.StatusAfter ?? conversation.CurrentStatus).ToString(),
            }
        );
        transaction.Execute(
            "INSERT INTO conversation_events (conversation_id, organisation_id, sequence, kind, sender_device, epoch, message_id, "
                + "request_hash, detail, body, commitment, created_at) VALUES (@ConversationId, @OrganisationId, @sequence, @Kind, "
                + "@Sender, @Epoch, @MessageId, @RequestHash, @Detail, @Body, @Commitment, @now)",
            new
            {
                conversation.ConversationId,
                conversation.OrganisationId,
                sequence,
                @event.Kind,
                @event.Sender,
                @event.Epoch,
                @event.MessageId,
                @event.RequestHash,
                @event.Detail,
                @event.Body,
                @event.Commitment,
                now,
            }
        );
        return sequence;
    }

    /// <summary>Every device that holds something of the conversation, those that have left included.</summary>
    public static IReadOnlyList<DeviceId> MembersEver(
        WriteTransaction transaction,
        string conversation,
        string organisation
    ) =>
        transaction
            .Query<string>(
                "SELECT device_id FROM conversation_members WHERE conversation_id = @conversation "
                    + "AND organisation_id = @organisation",
                new { conversation, organisation }
            )
            .Select(DeviceId.Parse)
            .ToList();

    /// <summary>The devices that events of a conversation go to.</summary>
    public static IReadOnlyList<DeviceId> Members(
        WriteTransaction transaction,
        string conversation,
        string organisation
    ) =>
        transaction
            .Query<string>(
                "SELECT device_id FROM conversation_members WHERE conversation_id = @conversation "
                    + "AND organisation_id = @organisation AND removed_sequence IS NULL",
                new { conversation, organisation }
            )
            .Select(DeviceId.Parse)
            .ToList();
}

/// <summary>An event about to be appended. <paramref name="Body"/> is already wrapped under the storage key.</summary>
internal sealed record NewEvent(
    long Kind,
    string Sender,
    long Epoch,
    string? MessageId = null,
    byte[]? RequestHash = null,
    string? Detail = null,
    byte[]? Body = null,
    byte[]? Commitment = null,
    long? EpochAfter = null,
    ConversationStatus? StatusAfter = null
);
