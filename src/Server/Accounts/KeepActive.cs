using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>
/// The page says that its user did something. Only this keeps a session from idling: what a page asks for by itself, all
/// day and without anybody in front of it, does not.
/// </summary>
internal static class KeepActive
{
    public static void Map(Routes routes) =>
        routes.Post("/v1/session/active", Access.Staff, AuditKind.None, HandleAsync);

    private static async Task<Ok<SessionActive>> HandleAsync(
        EmptyRequest request,
        StaffCaller caller,
        Database database,
        Sessions sessions,
        HttpContext context
    )
    {
        string place = NetworkPlace.Of(context);
        DateTimeOffset until = await database
            .WriteAsync(transaction => sessions.Touch(transaction, caller, place), context.RequestAborted)
            .ConfigureAwait(false);
        return TypedResults.Ok(new SessionActive(until));
    }
}
