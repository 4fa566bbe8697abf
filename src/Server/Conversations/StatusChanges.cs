using Sotto.Protocol;
using Sotto.Server.Conversations.Events;
using Sotto.Storage;

namespace Sotto.Server.Conversations;

/// <summary>Writes a change of status as an event that every member sees in order.</summary>
internal static class StatusChanges
{
    public static long Append(
        WriteTransaction transaction,
        EventHub hub,
        ConversationRow conversation,
        DeviceId by,
        ConversationStatus status,
        IReadOnlyList<DeviceId> members,
        DateTimeOffset at
    )
    {
        NewEvent @event = new(
            EventKind.Status,
            by.ToString(),
            conversation.Epoch,
            Detail: status.ToString(),
            StatusAfter: status
        );
        long sequence = ConversationStore.Append(transaction, conversation, @event, at.ToUnixTimeMilliseconds());
        ConversationId id = ConversationId.Parse(conversation.ConversationId);
        ServerFrame frame = new ServerFrame.StatusChanged(id, sequence, at, by, status);
        transaction.WhenCommitted(() => hub.Publish(members, id, sequence, frame));
        return sequence;
    }
}
