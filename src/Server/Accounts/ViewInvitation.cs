using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Http;

namespace Sotto.Server.Accounts;

/// <summary>Tells the holder of an invitation who invites whom.</summary>
internal static class ViewInvitation
{
    public static void Map(Routes routes) => routes.Get("/v1/invitation", Access.Invitation, HandleAsync);

    private static async Task<Results<Ok<InvitationView>, ProblemHttpResult>> HandleAsync(
        [FromHeader(Name = AcceptInvitation.LinkHeader)] string? token,
        InvitationStore invitations,
        OrganisationStore organisations,
        CancellationToken cancel
    )
    {
        if (await invitations.FindAsync(token, cancel).ConfigureAwait(false) is not { } invitation)
        {
            return Problems.Of(ProblemCodes.InvitationUsed);
        }

        Organisation organisation = await organisations.GetAsync(invitation.Organisation, cancel).ConfigureAwait(false);
        return TypedResults.Ok(
            new InvitationView(new OrganisationName(organisation.Id, organisation.Name), invitation.Name)
        );
    }
}
