using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Http;

namespace Sotto.Server.Accounts;

/// <summary>Tells the holder of a set-up link whether it is still good, and the id of the organisation to come.</summary>
internal static class GetSetUp
{
    public static void Map(Routes routes) => routes.Get("/v1/setup", Access.SetUpLink, HandleAsync);

    private static async Task<Results<Ok<SetUpState>, ProblemHttpResult>> HandleAsync(
        [FromHeader(Name = SetUp.LinkHeader)] string? token,
        SetUpLinks links,
        CancellationToken cancel
    ) =>
        await links.FindAsync(token, cancel).ConfigureAwait(false) is { } organisation
            ? TypedResults.Ok(new SetUpState(organisation))
            : Problems.Of(ProblemCodes.SetupUsed);
}
