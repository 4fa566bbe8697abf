using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>
/// Lists and removes the caller's links. Sessions that began by a link end with it, but for the one that removes it.
/// </summary>
internal sealed class OwnOpenIds(Database database, SessionEndings endings, SecurityEvents events)
{
    public static void Map(Routes routes)
    {
        routes.Get("/v1/openid", Access.Staff, ListAsync);
        routes
            .Post(
                "/v1/openid/{identity}/remove",
                Access.Staff,
                AuditKind.OpenIdUnlinked,
                RemoveAsync,
                proof: true,
                stepUp: true
            )
            .Refuses(ProblemCodes.NotFound, ProblemCodes.LastWayIn);
    }

    private static async Task<Ok<OwnOpenIdList>> ListAsync(
        StaffCaller caller,
        IdentityStore identities,
        CancellationToken cancel
    ) => TypedResults.Ok(new OwnOpenIdList(await identities.ListAsync(caller, cancel).ConfigureAwait(false)));

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string identity,
        EmptyRequest request,
        StaffCaller caller,
        OwnOpenIds own,
        HttpContext context
    )
    {
        EventSource source = new(NetworkPlace.Of(context), Device: caller.Device);
        Refusal? refusal = await own.DropAsync(caller, identity, source, context.RequestAborted).ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }

    private Task<Refusal?> DropAsync(
        StaffCaller caller,
        string identity,
        EventSource source,
        CancellationToken cancel
    ) =>
        database.WriteAsync(
            transaction =>
            {
                IReadOnlyList<SessionId> begun = ProviderSessions.TakeOf(transaction, caller, identity);
                if (!IdentityStore.TryRemove(transaction, caller, identity))
                {
                    return new Refusal(ProblemCodes.NotFound);
                }

                if (!WaysIn.HasAny(transaction, caller.Organisation, caller.User))
                {
                    transaction.Undo();
                    return new Refusal(ProblemCodes.LastWayIn);
                }

                foreach (SessionId session in begun.Where(session => session != caller.Session))
                {
                    endings.End(transaction, caller.Organisation, session);
                }

                events.Append(
                    transaction,
                    caller.Organisation,
                    caller.User.ToString(),
                    SecurityEventKind.OpenIdUnlinked,
                    source
                );
                return null;
            },
            cancel
        );
}
