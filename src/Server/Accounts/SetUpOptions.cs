using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;

namespace Sotto.Server.Accounts;

/// <summary>Begins the owner's passkey.</summary>
internal static class SetUpOptions
{
    public static void Map(Routes routes) =>
        routes.Post("/v1/setup/options", Access.SetUpLink, AuditKind.None, HandleAsync).Refuses(ProblemCodes.Conflict);

    private static async Task<Results<Ok<PasskeyOptions>, ProblemHttpResult>> HandleAsync(
        [FromHeader(Name = SetUp.LinkHeader)] string? token,
        SetUpOptionsRequest request,
        SetUpLinks links,
        StaffStore staff,
        Passkeys passkeys,
        HttpContext context
    )
    {
        if (await links.FindAsync(token, context.RequestAborted).ConfigureAwait(false) is not { } organisation)
        {
            return Problems.Of(ProblemCodes.SetupUsed);
        }

        if (PlainText.Clean(request.OwnerName, Limits.NameCharacters) is not { } name)
        {
            return Problems.Of(ProblemCodes.Malformed, "The owner's name is not usable.");
        }

        // The options of an existing account list its passkeys, which are nobody else's business.
        if (await staff.FindAnywhereAsync(request.Owner, context.RequestAborted).ConfigureAwait(false) is not null)
        {
            return Problems.Of(ProblemCodes.Conflict);
        }

        Ceremony ceremony = Ceremony.SetUp(organisation, request.Owner);
        return TypedResults.Ok(
            await passkeys.OfferCreationAsync(ceremony, request.Owner, name, context).ConfigureAwait(false)
        );
    }
}
