using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Conversations;

/// <summary>Passes a typing signal on over HTTP, for networks that block sockets.</summary>
internal static class SendTyping
{
    /// <summary>What an API token needs for it, over HTTP and over a socket.</summary>
    public const ApiScope Scope = ApiScope.ConversationsWrite;

    public static void Map(Routes routes) =>
        routes
            .Post("/v1/conversations/{conversation}/typing", Access.Device, AuditKind.None, HandleAsync, scope: Scope)
            .Refuses(ProblemCodes.NotFound);

    private static async Task<IResult> HandleAsync(
        ConversationId conversation,
        TypingRequest request,
        DeviceCaller caller,
        TypingSignals typing,
        CancellationToken cancel
    )
    {
        string? refusal = await typing.PassOnAsync(caller, conversation, request.Typing, cancel).ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : Problems.Of(refusal);
    }
}
