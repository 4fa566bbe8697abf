using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol.Http;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Accounts;

/// <summary>Lists the organisation's invitations for the owner.</summary>
internal static class ListInvitations
{
    public static void Map(Routes routes) => routes.Get("/v1/invitations", Access.Administrator, HandleAsync);

    private static async Task<Ok<InvitationList>> HandleAsync(
        StaffCaller caller,
        InvitationStore invitations,
        CancellationToken cancel
    ) =>
        TypedResults.Ok(
            new InvitationList(await invitations.ListAsync(caller.Organisation, cancel).ConfigureAwait(false))
        );
}
