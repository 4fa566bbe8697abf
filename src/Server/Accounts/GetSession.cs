using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol.Http;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Accounts;

/// <summary>Who is signed in.</summary>
internal static class GetSession
{
    public static void Map(Routes routes) => routes.Get("/v1/session", Access.Staff, HandleAsync);

    private static async Task<Ok<Session>> HandleAsync(StaffCaller caller, SignedIn signedIn, CancellationToken cancel)
    {
        StaffAccount account = new(caller.Organisation, caller.User, caller.Name, caller.Role);
        return TypedResults.Ok(
            await signedIn
                .DescribeAsync(account, caller.Session, caller.Method, caller.Times, cancel)
                .ConfigureAwait(false)
        );
    }
}
