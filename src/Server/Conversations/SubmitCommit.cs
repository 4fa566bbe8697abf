using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Configuration;
using Sotto.Server.Conversations.Admissions;
using Sotto.Server.Conversations.Events;
using Sotto.Server.Conversations.Following;
using Sotto.Server.Directory;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Conversations;

/// <summary>
/// Accepts the first commit of an epoch that verifies, and refuses the rest. Members enter with the first contact, or later
/// when they have asked for admission; they leave when nobody vouches for them any more.
/// </summary>
internal sealed class SubmitCommit(
    Database database,
    KeyStore keys,
    EventHub hub,
    Idempotency idempotency,
    MembershipStore membership,
    GroupFollower follower,
    Quotas quotas,
    ServerSettings settings,
    TimeProvider time
)
{
    /// <summary>A commit, what its verification found, and under which key it is stored.</summary>
    private sealed record Submission(SubmitCommitRequest Request, FollowedStep? Step, StorageKey Storage);

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
        if (Framing.CheckCommit(conversation, request) is { } broken)
        {
            return new Outcome(null, ProblemCodes.Malformed, broken);
        }

        StorageKey? storage = await keys.FindAsync(caller.Organisation.ToString(), conversation.ToString(), cancel)
            .ConfigureAwait(false);
        if (storage is null)
        {
            return new Outcome(null, ProblemCodes.NotFound);
        }

        if (!StorageQuota.TryTake(quotas, settings, caller, BytesOf(request)))
        {
            return new Outcome(null, ProblemCodes.Quota);
        }

        FollowedStep? step = null;
        Checked<FollowedStep>? verified = await follower
            .ContinueAsync(caller, conversation, request, storage, cancel)
            .ConfigureAwait(false);
        if (verified?.Passed(out step, out Refusal? refusal) is false)
        {
            return new Outcome(null, refusal.Code, refusal.Detail);
        }

        return await StoreAsync(caller, conversation, new Submission(request, step, storage), key, cancel)
            .ConfigureAwait(false);
    }

    /// <summary>Without a step it is a retry, or one that comes too late: both are found out in the transaction.</summary>
    private async Task<Outcome> StoreAsync(
        DeviceCaller caller,
        ConversationId conversation,
        Submission submission,
        IdempotencyKey key,
        CancellationToken cancel
    )
    {
        byte[] hash = Idempotency.HashOf($"commits {conversation}", submission.Request);
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

                    Outcome outcome = Accept(transaction, caller, conversation, submission);
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

    private static int BytesOf(SubmitCommitRequest request) =>
        request.Commit.Length + request.GroupInfo.Length + (request.Welcome?.Length ?? 0);

    private Outcome Accept(WriteTransaction transaction, DeviceCaller caller, ConversationId id, Submission submission)
    {
        (SubmitCommitRequest request, FollowedStep? step, StorageKey storage) = submission;
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

        if (step is null)
        {
            return new Outcome(
                null,
                ProblemCodes.Conflict,
                "The server does not follow the group of this conversation."
            );
        }

        if (ChangeBy(transaction, caller, conversation, step) is not { } change)
        {
            return new Outcome(
                null,
                ProblemCodes.Forbidden,
                "Only members whom nobody vouches for are removed, and only devices that asked are added."
            );
        }

        DateTimeOffset at = MessageSender.TimeOf(time.GetUtcNow());
        long sequence = Append(transaction, caller, conversation, request, storage, at);
        GroupStates.Put(transaction, caller.Organisation, id, step, storage);
        membership.Write(transaction, caller, conversation, change, new CommitPlace(sequence, request, storage));
        Publish(transaction, conversation, caller, id, sequence, request, change, at);
        return new Outcome(new CommitAccepted(sequence, request.Epoch + 1, at), null);
    }

    private MembershipChange? ChangeBy(
        WriteTransaction transaction,
        DeviceCaller caller,
        ConversationRow conversation,
        FollowedStep step
    )
    {
        if (AdmissionStore.Asked(transaction, conversation, step.Added, time.GetUtcNow()) is not { } admitted)
        {
            return null;
        }

        IReadOnlyList<DeviceId> members = ConversationStore.Members(
            transaction,
            conversation.ConversationId,
            conversation.OrganisationId
        );
        return MembershipRules.Decide(
            caller.Device,
            DeviceFacts.Of(transaction, caller.Organisation, members),
            DeviceFacts.Of(transaction, caller.Organisation, admitted),
            step
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
        return ConversationStore.Append(transaction, conversation, @event, at.ToUnixTimeMilliseconds());
    }

    private void Publish(
        WriteTransaction transaction,
        ConversationRow conversation,
        DeviceCaller caller,
        ConversationId id,
        long sequence,
        SubmitCommitRequest request,
        MembershipChange change,
        DateTimeOffset at
    )
    {
        IReadOnlyList<DeviceId> members = ConversationStore.Members(
            transaction,
            conversation.ConversationId,
            conversation.OrganisationId
        );
        ServerFrame frame = new ServerFrame.Commit(id, sequence, at, caller.Device, request.Epoch, request.Commit);
        transaction.WhenCommitted(() =>
        {
            hub.Publish(members.Except(change.Admitted).ToList(), id, sequence, frame);
            // To them it is a Welcome, which each connection reads from the store.
            hub.Publish(change.Admitted, id, sequence, null);
        });
    }
}
