using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Configuration;
using Sotto.Server.Conversations.Events;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Conversations;

/// <summary>
/// Takes a message from a member. The socket and HTTP call this same method, so a rule cannot hold on one and be
/// forgotten on the other.
/// </summary>
internal sealed class MessageSender(
    Database database,
    KeyStore keys,
    EventHub hub,
    Quotas quotas,
    ServerSettings settings,
    TimeProvider time
)
{
    private sealed record Stored(long Sequence, long CreatedAt, byte[] RequestHash);

    /// <summary>What became of a message: accepted and on disk, or refused with nothing changed.</summary>
    internal sealed record Outcome(Sequenced? Accepted, string? Refusal, string? Detail = null, long Epoch = 0);

    public async Task<Outcome> SendAsync(
        DeviceCaller caller,
        ConversationId conversation,
        SendMessageRequest request,
        CancellationToken cancel
    )
    {
        if (Framing.CheckMessage(conversation, request.Epoch, request.PrivateMessage.Span) is { } broken)
        {
            return new Outcome(null, ProblemCodes.Malformed, broken);
        }

        if (request.Commitment.Length != Limits.CommitmentBytes)
        {
            return new Outcome(null, ProblemCodes.Malformed, "A franking commitment has 32 bytes.");
        }

        StorageKey? key = await keys.FindAsync(caller.Organisation.ToString(), conversation.ToString(), cancel)
            .ConfigureAwait(false);
        if (key is null)
        {
            return new Outcome(null, ProblemCodes.NotFound);
        }

        if (!StorageQuota.TryTake(quotas, settings, caller, request.PrivateMessage.Length))
        {
            return new Outcome(null, ProblemCodes.Quota);
        }

        if (EventOf(caller, conversation, request, key) is not { } @event)
        {
            return new Outcome(null, ProblemCodes.Deleted);
        }

        return await database
            .WriteAsync(transaction => Accept(transaction, caller, conversation, request, @event), cancel)
            .ConfigureAwait(false);
    }

    /// <summary>Null when the conversation is being deleted at this moment and its key is gone.</summary>
    private static NewEvent? EventOf(
        DeviceCaller caller,
        ConversationId conversation,
        SendMessageRequest request,
        StorageKey key
    )
    {
        string message = request.Message.ToString();
        try
        {
            return new NewEvent(
                EventKind.Message,
                caller.Device.ToString(),
                request.Epoch,
                message,
                Idempotency.HashOf(conversation.ToString(), request),
                Body: key.Wrap(
                    Places.Message(conversation.ToString(), message),
                    request.Epoch,
                    request.PrivateMessage.Span
                ),
                Commitment: request.Commitment.ToArray()
            );
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    private Outcome Accept(
        WriteTransaction transaction,
        DeviceCaller caller,
        ConversationId id,
        SendMessageRequest request,
        NewEvent @event
    )
    {
        ConversationRow? conversation = ConversationStore.FindForUpdate(transaction, caller, id);
        if (conversation is null)
        {
            return new Outcome(null, ProblemCodes.NotFound);
        }

        if (conversation.DeletedAt is not null)
        {
            return new Outcome(null, ProblemCodes.Deleted);
        }

        if (FindEarlier(transaction, conversation, @event) is { } earlier)
        {
            TellAgain(transaction, conversation, id, earlier);
            return earlier;
        }

        if (!ConversationRules.AcceptsMessage(conversation, request.Epoch))
        {
            return new Outcome(null, ProblemCodes.StaleEpoch, Epoch: conversation.Epoch);
        }

        DateTimeOffset at = TimeOf(time.GetUtcNow());
        long sequence = ConversationStore.Append(transaction, conversation, @event, at.ToUnixTimeMilliseconds());
        IReadOnlyList<DeviceId> members = ConversationStore.Members(
            transaction,
            conversation.ConversationId,
            conversation.OrganisationId
        );
        ServerFrame frame = new ServerFrame.Message(
            id,
            sequence,
            at,
            caller.Device,
            request.Epoch,
            request.Message,
            request.PrivateMessage,
            request.Commitment
        );
        transaction.WhenCommitted(() => hub.Publish(members, id, sequence, frame));
        ReopenWhenCustomerWrites(transaction, caller, conversation, members, at);
        return new Outcome(new Sequenced(sequence, at), null);
    }

    /// <summary>A retry of a message that is already stored gets the first answer.</summary>
    private static Outcome? FindEarlier(WriteTransaction transaction, ConversationRow conversation, NewEvent @event)
    {
        Stored? stored = transaction.Find<Stored>(
            "SELECT sequence AS Sequence, created_at AS CreatedAt, request_hash AS RequestHash FROM conversation_events "
                + "WHERE conversation_id = @ConversationId AND organisation_id = @OrganisationId AND message_id = @MessageId",
            new
            {
                conversation.ConversationId,
                conversation.OrganisationId,
                @event.MessageId,
            }
        );
        if (stored is null)
        {
            return null;
        }

        return stored.RequestHash.AsSpan().SequenceEqual(@event.RequestHash)
            ? new Outcome(
                new Sequenced(stored.Sequence, DateTimeOffset.FromUnixTimeMilliseconds(stored.CreatedAt)),
                null
            )
            : new Outcome(null, ProblemCodes.IdempotencyMismatch);
    }

    /// <summary>
    /// When the outcome of the first try's commit never reached us, or another node took it, nobody was told here. Whoever
    /// has the message already passes over this.
    /// </summary>
    private void TellAgain(
        WriteTransaction transaction,
        ConversationRow conversation,
        ConversationId id,
        Outcome earlier
    )
    {
        if (earlier.Accepted is not { } accepted)
        {
            return;
        }

        IReadOnlyList<DeviceId> members = ConversationStore.Members(
            transaction,
            conversation.ConversationId,
            conversation.OrganisationId
        );
        transaction.WhenCommitted(() => hub.Publish(members, id, accepted.Sequence, frame: null));
    }

    private void ReopenWhenCustomerWrites(
        WriteTransaction transaction,
        DeviceCaller caller,
        ConversationRow conversation,
        IReadOnlyList<DeviceId> members,
        DateTimeOffset at
    )
    {
        if (caller.IsStaff || conversation.CurrentStatus != ConversationStatus.Resolved)
        {
            return;
        }

        StatusChanges.Append(transaction, hub, conversation, caller.Device, ConversationStatus.Open, members, at);
    }

    /// <summary>Times are stored in whole milliseconds, so the answer says the stored one.</summary>
    internal static DateTimeOffset TimeOf(DateTimeOffset now) =>
        DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
}
