using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Conversations.Events;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Conversations;

/// <summary>Accepts a private message of a member over HTTP; the socket does the same by <see cref="MessageSender"/>.</summary>
internal static class SendMessage
{
    /// <summary>What an API token needs for it, over HTTP and over a socket.</summary>
    public const ApiScope Scope = ApiScope.ConversationsWrite;

    public static void Map(Routes routes) =>
        routes
            .Post("/v1/conversations/{conversation}/messages", Access.Device, AuditKind.None, HandleAsync, scope: Scope)
            .Produces<Sequenced>()
            .Refuses(
                ProblemCodes.Malformed,
                ProblemCodes.NotFound,
                ProblemCodes.Deleted,
                ProblemCodes.StaleEpoch,
                ProblemCodes.IdempotencyMismatch,
                ProblemCodes.Quota
            );

    private static async Task<IResult> HandleAsync(
        ConversationId conversation,
        SendMessageRequest request,
        DeviceCaller caller,
        MessageSender sender,
        MissedEvents missed,
        CancellationToken cancel
    )
    {
        MessageSender.Outcome outcome = await sender
            .SendAsync(caller, conversation, request, cancel)
            .ConfigureAwait(false);
        return outcome switch
        {
            { Accepted: { } accepted } => TypedResults.Ok(accepted),
            { Refusal: ProblemCodes.StaleEpoch } => await missed
                .StaleAsync(caller, conversation, outcome.Epoch, cancel)
                .ConfigureAwait(false),
            _ => Problems.Of(outcome.Refusal!, outcome.Detail),
        };
    }
}
