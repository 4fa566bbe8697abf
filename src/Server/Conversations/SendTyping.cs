using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Conversations;

/// <summary>Passes a typing signal on over HTTP, for networks that block sockets.</summary>
internal static class SendTyping
{
    public static void Map(Routes routes) =>
        routes
            .Post("/v1/conversations/{conversation}/typing", Access.Device, AuditKind.None, HandleAsync)
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
