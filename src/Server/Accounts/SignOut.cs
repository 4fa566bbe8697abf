using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>Ends the session and the device tokens minted under it.</summary>
internal static class SignOut
{
    public static void Map(Routes routes) =>
        routes.Post("/v1/sign-out", Access.Staff, AuditKind.SignedOut, HandleAsync);

    private static async Task<NoContent> HandleAsync(
        EmptyRequest request,
        StaffCaller caller,
        Database database,
        SessionEndings endings,
        SecurityEvents events,
        HttpContext context
    )
    {
        await database
            .WriteAsync(
                transaction =>
                {
                    endings.End(transaction, caller.Organisation, caller.Session);
                    events.Append(
                        transaction,
                        caller.Organisation,
                        caller.User.ToString(),
                        SecurityEventKind.SignedOut,
                        new EventSource(NetworkPlace.Of(context), Device: caller.Device),
                        new { session = caller.Session }
                    );
                },
                context.RequestAborted
            )
            .ConfigureAwait(false);
        SignedIn.RemoveCookie(context);
        return TypedResults.NoContent();
    }
}
