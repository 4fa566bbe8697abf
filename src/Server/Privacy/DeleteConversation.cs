using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Conversations;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Privacy;

/// <summary>The customer deletes the conversation. The answer says which devices still have to wipe their copy.</summary>
internal static class DeleteConversation
{
    public static void Map(Routes routes)
    {
        routes
            .Post(
                "/v1/conversations/{conversation}/deletion",
                Access.CustomerDevice,
                AuditKind.ConversationDeleted,
                HandleAsync,
                proof: true
            )
            .Produces<DeletionReply>()
            .Refuses(ProblemCodes.NotFound);
        routes
            .Get("/v1/conversations/{conversation}/deletion", Access.CustomerDevice, ProgressAsync)
            .Produces<DeletionProgress>()
            .Refuses(ProblemCodes.NotFound);
    }

    private static async Task<IResult> HandleAsync(
        ConversationId conversation,
        EmptyRequest request,
        DeviceCaller caller,
        Deletions deletions,
        CancellationToken cancel
    )
    {
        DeletionProgress? deleted = await deletions.DeleteAsync(caller, conversation, cancel).ConfigureAwait(false);
        return deleted is null
            ? Problems.Of(ProblemCodes.NotFound)
            : TypedResults.Ok(
                new DeletionReply(
                    deleted.At,
                    deleted
                        .Devices.Where(device => device.ConfirmedAt is null)
                        .Select(device => new WaitingDevice(device.Device))
                        .ToList()
                )
            );
    }

    private static async Task<IResult> ProgressAsync(
        ConversationId conversation,
        DeviceCaller caller,
        Deletions deletions,
        CancellationToken cancel
    )
    {
        DeletionProgress? progress = await deletions.ProgressAsync(caller, conversation, cancel).ConfigureAwait(false);
        return progress is null ? Problems.Of(ProblemCodes.NotFound) : TypedResults.Ok(progress);
    }
}
