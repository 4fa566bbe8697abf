using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>
/// Ends sessions of the caller from another one of theirs, after a fresh verification (OWASP ASVS 7.5.2): a thief who found
/// a session open must not sign its holder out everywhere else. Sockets close as soon as it is on disk.
/// </summary>
internal sealed class EndSessions(Database database, SessionEndings endings, SecurityEvents events)
{
    public static void Map(Routes routes)
    {
        routes
            .Post(
                "/v1/sessions/{session}/end",
                Access.Staff,
                AuditKind.SessionEnded,
                EndOneAsync,
                proof: true,
                stepUp: true
            )
            .Refuses(ProblemCodes.NotFound);
        routes.Post(
            "/v1/sessions/end-others",
            Access.Staff,
            AuditKind.SessionEnded,
            EndOthersAsync,
            proof: true,
            stepUp: true
        );
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndOneAsync(
        SessionId session,
        EmptyRequest request,
        StaffCaller caller,
        EndSessions end,
        HttpContext context
    )
    {
        bool ended = await end.StoreAsync(
                caller,
                NetworkPlace.Of(context),
                transaction => OwnAlive(transaction, caller).Where(own => own == session).ToList(),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        return ended ? TypedResults.NoContent() : Problems.Of(ProblemCodes.NotFound);
    }

    private static async Task<NoContent> EndOthersAsync(
        EmptyRequest request,
        StaffCaller caller,
        EndSessions end,
        HttpContext context
    )
    {
        await end.StoreAsync(
                caller,
                NetworkPlace.Of(context),
                transaction => OwnAlive(transaction, caller).Where(own => own != caller.Session).ToList(),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    private static IEnumerable<SessionId> OwnAlive(WriteTransaction transaction, StaffCaller caller) =>
        SessionEndings.AliveOf(transaction, caller.Organisation, caller.User);

    private Task<bool> StoreAsync(
        StaffCaller caller,
        string place,
        Func<WriteTransaction, IReadOnlyList<SessionId>> choose,
        CancellationToken cancel
    ) =>
        database.WriteAsync(
            transaction =>
            {
                IReadOnlyList<SessionId> chosen = choose(transaction);
                foreach (SessionId session in chosen)
                {
                    endings.End(transaction, caller.Organisation, session);
                    events.Append(
                        transaction,
                        caller.Organisation,
                        caller.User.ToString(),
                        SecurityEventKind.SessionEnded,
                        new EventSource(place, Device: caller.Device),
                        new { session }
                    );
                }

                return chosen.Count > 0;
            },
            cancel
        );
}
