using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Privacy;

/// <summary>A member device says that its copy of a deleted conversation is gone.</summary>
internal static class ConfirmWipe
{
    public static void Map(Routes routes) =>
        routes
            .Post(
                "/v1/conversations/{conversation}/wipe-confirmations",
                Access.Device,
                AuditKind.DeviceWiped,
                HandleAsync,
                scope: ApiScope.ConversationsRead
            )
            .Refuses(ProblemCodes.NotFound, ProblemCodes.Conflict);

    private static async Task<IResult> HandleAsync(
        ConversationId conversation,
        EmptyRequest request,
        DeviceCaller caller,
        Deletions deletions,
        CancellationToken cancel
    )
    {
        string? refusal = await deletions.ConfirmAsync(caller, conversation, cancel).ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : Problems.Of(refusal);
    }
}
