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
        Sessions sessions,
        AuditLog audit,
        ILiveSessions live,
        HttpContext context
    )
    {
        await database
            .WriteAsync(
                transaction =>
                {
                    sessions.End(transaction, caller);
                    audit.Append(
                        transaction,
                        caller.Organisation,
                        AuditKind.SignedOut,
                        caller.User.ToString(),
                        new { }
                    );
                    transaction.WhenCommitted(() => live.EndSession(caller.SessionHash));
                },
                context.RequestAborted
            )
            .ConfigureAwait(false);
        SignedIn.RemoveCookie(context);
        return TypedResults.NoContent();
    }
}
