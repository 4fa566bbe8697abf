using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Accounts;

/// <summary>What happened to the caller's account: the list that answers "was this you?".</summary>
internal static class ListSecurityEvents
{
    public static void Map(Routes routes) => routes.Get("/v1/security-events", Access.Staff, HandleAsync);

    private static async Task<Ok<SecurityEventList>> HandleAsync(
        StaffCaller caller,
        SecurityEvents events,
        CancellationToken cancel
    ) =>
        TypedResults.Ok(
            new SecurityEventList(
                await events.ListAsync(caller.Organisation, caller.User, cancel).ConfigureAwait(false)
            )
        );
}
