using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Conversations.Events;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Conversations;

/// <summary>Resolves or reopens a conversation. Setting the status it already has changes nothing and is not an error.</summary>
internal sealed class ChangeStatus(Database database, EventHub hub, AuditLog audit, TimeProvider time)
{
    public static void Map(Routes routes) =>
        routes
            .Put(
                "/v1/conversations/{conversation}/status",
                Access.StaffDevice,
                AuditKind.ConversationStatusChanged,
                HandleAsync,
                scope: ApiScope.ConversationsWrite
            )
            .Produces<Sequenced>()
            .Refuses(ProblemCodes.NotFound, ProblemCodes.Deleted);

    private static async Task<IResult> HandleAsync(
        ConversationId conversation,
        ChangeStatusRequest request,
        DeviceCaller caller,
        ChangeStatus change,
        CancellationToken cancel
    )
    {
        (Sequenced? accepted, string? refusal) = await change
            .ApplyAsync(caller, conversation, request.Status, cancel)
            .ConfigureAwait(false);
        return accepted is not null ? TypedResults.Ok(accepted) : Problems.Of(refusal!);
    }

    private Task<(Sequenced? Accepted, string? Refusal)> ApplyAsync(
        DeviceCaller caller,
        ConversationId id,
        ConversationStatus status,
        CancellationToken cancel
    ) =>
        database.WriteAsync<(Sequenced?, string?)>(
            transaction =>
            {
                ConversationRow? conversation = ConversationStore.FindForUpdate(transaction, caller, id);
                if (conversation is null or { DeletedAt: not null })
                {
                    return (null, conversation is null ? ProblemCodes.NotFound : ProblemCodes.Deleted);
                }

                DateTimeOffset at = MessageSender.TimeOf(time.GetUtcNow());
                if (conversation.CurrentStatus == status)
                {
                    return (new Sequenced(conversation.LastSequence, at), null);
                }

                IReadOnlyList<DeviceId> members = ConversationStore.Members(
                    transaction,
                    conversation.ConversationId,
                    conversation.OrganisationId
                );
                long sequence = StatusChanges.Append(
                    transaction,
                    hub,
                    conversation,
                    caller.Device,
                    status,
                    members,
                    at
                );
                audit.Append(
                    transaction,
                    caller.Organisation,
                    AuditKind.ConversationStatusChanged,
                    caller.Owner,
                    new { conversation = id, status }
                );
                return (new Sequenced(sequence, at), null);
            },
            cancel
        );
}
