using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;

namespace Sotto.Server.Accounts;

/// <summary>Begins the passkey of somebody who was invited.</summary>
internal static class InvitationOptions
{
    public static void Map(Routes routes) =>
        routes
            .Post("/v1/invitation/options", Access.Invitation, AuditKind.None, HandleAsync)
            .Refuses(ProblemCodes.Conflict);

    private static async Task<Results<Ok<PasskeyOptions>, ProblemHttpResult>> HandleAsync(
        [FromHeader(Name = AcceptInvitation.LinkHeader)] string? token,
        InvitationOptionsRequest request,
        InvitationStore invitations,
        StaffStore staff,
        Passkeys passkeys,
        HttpContext context
    )
    {
        CancellationToken cancel = context.RequestAborted;
        if (await invitations.FindAsync(token, cancel).ConfigureAwait(false) is not { } invitation)
        {
            return Problems.Of(ProblemCodes.InvitationUsed);
        }

        // The options of an existing account list its passkeys, which are nobody else's business.
        if (await staff.FindAnywhereAsync(request.User, cancel).ConfigureAwait(false) is not null)
        {
            return Problems.Of(ProblemCodes.Conflict);
        }

        Ceremony ceremony = Ceremony.Invitation(invitation, request.User);
        return TypedResults.Ok(
            await passkeys.OfferCreationAsync(ceremony, request.User, invitation.Name, context).ConfigureAwait(false)
        );
    }
}
