using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Configuration;
using Sotto.Server.Conversations.Events;
using Sotto.Server.Directory;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Conversations;

/// <summary>
/// Accepts the first commit of an epoch and refuses the rest. Members enter with the first contact; they leave when their
/// certificate was revoked. Anything else waits until the server can verify who may change whom.
/// </summary>
internal sealed class SubmitCommit(
    Database database,
    KeyStore keys,
    EventHub hub,
    Idempotency idempotency,
    AuditLog audit,
    Quotas quotas,
    ServerSettings settings,
    TimeProvider time
)
{
    private sealed record Outcome(CommitAccepted? Accepted, string? Refusal, string? Detail = null, long Epoch = 0);

    public static void Map(Routes routes) =>
        routes
            .Post(
                "/v1/conversations/{conversation}/commits",
                Access.Device,
                AuditKind.MembershipChanged,
                HandleAsync,
                scope: ApiScope.ConversationsWrite
            )
            .WithMetadata(new RequestSizeLimit(Limits.GroupMessageBytes))
            .Produces<CommitAccepted>()
            .Refuses(
                ProblemCodes.NotFound,
                ProblemCodes.Deleted,
                ProblemCodes.StaleEpoch,
                ProblemCodes.IdempotencyMismatch,
                ProblemCodes.Quota
            );

    private static async Task<IResult> HandleAsync(
        ConversationId conversation,
        SubmitCommitRequest request,
        IdempotencyKey key,
        DeviceCaller caller,
        SubmitCommit commits,
        MissedEvents missed,
        CancellationToken cancel
    )
    {
        Outcome outcome = await commits.SubmitAsync(caller, conversation, request, key, cancel).ConfigureAwait(false);
        return outcome switch
        {
            { Accepted: { } accepted } => TypedResults.Ok(accepted),
            { Refusal: ProblemCodes.StaleEpoch } => await missed
                .StaleAsync(caller, conversation, outcome.Epoch, cancel)
                .ConfigureAwait(false),
            _ => Problems.Of(outcome.Refusal!, outcome.Detail),
        };
    }

    private async Task<Outcome> SubmitAsync(
        DeviceCaller caller,
        ConversationId conversation,
        SubmitCommitRequest request,
        IdempotencyKey key,
        CancellationToken cancel
    )
    {
        if (Framing.CheckUpdate(conversation, request) is { } broken)
        {
            return new Outcome(null, ProblemCodes.Malformed, broken);
        }

        StorageKey? storage = await keys.FindAsync(caller.Organisation.ToString(), conversation.ToString(), cancel)
            .ConfigureAwait(false);
        if (storage is null)
        {
            return new Outcome(null, ProblemCodes.NotFound);
        }

        if (!StorageQuota.TryTake(quotas, settings, caller, request.Commit.Length + request.GroupInfo.Length))
        {
            return new Outcome(null, ProblemCodes.Quota);
        }

        byte[] hash = Idempotency.HashOf($"commits {conversation}", request);
        return await database
            .WriteAsync(
                transaction =>
                {
                    Idempotency.Answer<CommitAccepted>? earlier = Idempotency.Find<CommitAccepted>(
                        transaction,
                        caller.Organisation,
                        caller.Thumbprint,
                        key.Id,
                        hash
                    );
                    if (earlier is not null)
                    {
                        return earlier.Mismatch
                            ? new Outcome(null, ProblemCodes.IdempotencyMismatch)
                            : new Outcome(earlier.Reply, null);
                    }

                    Outcome outcome = Accept(transaction, caller, conversation, request, storage);
                    if (outcome.Accepted is { } accepted)
                    {
                        idempotency.Remember(
                            transaction,
                            caller.Organisation,
                            caller.Thumbprint,
                            key.Id,
                            hash,
                            accepted
                        );
                    }

                    return outcome;
                },
                cancel
            )
            .ConfigureAwait(false);
    }

    private Outcome Accept(
        WriteTransaction transaction,
        DeviceCaller caller,
        ConversationId id,
        SubmitCommitRequest request,
        StorageKey storage
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

        if (!ConversationRules.AcceptsCommit(conversation, request.Epoch))
        {
            return new Outcome(null, ProblemCodes.StaleEpoch, Epoch: conversation.Epoch);
        }

        if (RemovedBy(transaction, caller, conversation, request) is not { } removed)
        {
            return new Outcome(null, ProblemCodes.Forbidden, "Only members whose certificate was revoked are removed.");
        }

        DateTimeOffset at = MessageSender.TimeOf(time.GetUtcNow());
        long sequence = Append(transaction, caller, conversation, request, storage, at);
        Remove(transaction, caller, conversation, removed, sequence, request.Epoch + 1);
        Publish(transaction, conversation, caller, id, sequence, request, at);
        return new Outcome(new CommitAccepted(sequence, request.Epoch + 1, at), null);
    }

    private static IReadOnlyList<DeviceId>? RemovedBy(
        WriteTransaction transaction,
        DeviceCaller caller,
        ConversationRow conversation,
        SubmitCommitRequest request
    )
    {
        IReadOnlyList<DeviceId> members = ConversationStore.Members(
            transaction,
            conversation.ConversationId,
            conversation.OrganisationId
        );
        return MembershipRules.Removed(
            caller.Device,
            DeviceFacts.Of(transaction, caller.Organisation, members),
            Framing.KeysIn(request.GroupInfo.Span),
            Framing.RemovalsIn(request.Commit.Span)
        );
    }

    private static long Append(
        WriteTransaction transaction,
        DeviceCaller caller,
        ConversationRow conversation,
        SubmitCommitRequest request,
        StorageKey storage,
        DateTimeOffset at
    )
    {
        string id = conversation.ConversationId;
        long next = request.Epoch + 1;
        NewEvent @event = new(
            EventKind.Commit,
            caller.Device.ToString(),
            request.Epoch,
            Body: storage.Wrap(Places.Commit(id), request.Epoch, request.Commit.Span),
            EpochAfter: next
        );
        transaction.Execute(
            "UPDATE group_infos SET epoch = @next, body = @body WHERE conversation_id = @ConversationId "
                + "AND organisation_id = @OrganisationId",
            new
            {
                conversation.ConversationId,
                conversation.OrganisationId,
                next,
                body = storage.Wrap(Places.GroupInfo(id), next, request.GroupInfo.Span),
            }
        );
        return ConversationStore.Append(transaction, conversation, @event, at.ToUnixTimeMilliseconds());
    }

    /// <summary>
    /// The removed get nothing more, not even what waits for them, and messages of earlier epochs, which they could
    /// read, are refused from here on.
    /// </summary>
    private void Remove(
        WriteTransaction transaction,
        DeviceCaller caller,
        ConversationRow conversation,
        IReadOnlyList<DeviceId> removed,
        long sequence,
        long next
    )
    {
        foreach (DeviceId device in removed)
        {
            transaction.Execute(
                "UPDATE conversation_members SET removed_sequence = @sequence WHERE conversation_id = @ConversationId "
                    + "AND organisation_id = @OrganisationId AND device_id = @device",
                new
                {
                    conversation.ConversationId,
                    conversation.OrganisationId,
                    device = device.ToString(),
                    sequence,
                }
            );
        }

        if (removed.Count == 0)
        {
            return;
        }

        transaction.Execute(
            "UPDATE conversations SET first_message_epoch = @next WHERE conversation_id = @ConversationId "
                + "AND organisation_id = @OrganisationId",
            new
            {
                conversation.ConversationId,
                conversation.OrganisationId,
                next,
            }
        );
        audit.Append(
            transaction,
            caller.Organisation,
            AuditKind.MembershipChanged,
            caller.Owner,
            new { conversation = conversation.ConversationId, removed }
        );
    }

    private void Publish(
        WriteTransaction transaction,
        ConversationRow conversation,
        DeviceCaller caller,
        ConversationId id,
        long sequence,
        SubmitCommitRequest request,
        DateTimeOffset at
    )
    {
        IReadOnlyList<DeviceId> members = ConversationStore.Members(
            transaction,
            conversation.ConversationId,
            conversation.OrganisationId
        );
        ServerFrame frame = new ServerFrame.Commit(id, sequence, at, caller.Device, request.Epoch, request.Commit);
        transaction.WhenCommitted(() => hub.Publish(members, id, sequence, frame));
    }
}
