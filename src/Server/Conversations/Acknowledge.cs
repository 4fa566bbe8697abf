using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Conversations;

/// <summary>Acknowledges over HTTP, for networks that block sockets.</summary>
internal static class Acknowledge
{
    /// <summary>What an API token needs for it, over HTTP and over a socket.</summary>
    public const ApiScope Scope = ApiScope.ConversationsRead;

    public static void Map(Routes routes) =>
        routes
            .Post(
                "/v1/conversations/{conversation}/acknowledgements",
                Access.Device,
                AuditKind.None,
                HandleAsync,
                scope: Scope
            )
            .Refuses(ProblemCodes.NotFound);

    private static async Task<IResult> HandleAsync(
        ConversationId conversation,
        AcknowledgeRequest request,
        DeviceCaller caller,
        Acknowledgements acknowledgements,
        CancellationToken cancel
    )
    {
        (string? refusal, _) = await acknowledgements
            .AcknowledgeAsync(caller, conversation, request.Sequence, cancel)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : Problems.Of(refusal);
    }
}
