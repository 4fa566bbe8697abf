using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;

namespace Sotto.Server.Accounts;

/// <summary>Begins a sign-in.</summary>
internal static class SignInOptions
{
    public static void Map(Routes routes) =>
        routes.Post("/v1/sign-in/options", Access.Public, AuditKind.None, HandleAsync);

    private static async Task<Ok<PasskeyOptions>> HandleAsync(
        EmptyRequest request,
        Passkeys passkeys,
        HttpContext context
    ) => TypedResults.Ok(await passkeys.OfferSignInAsync(context).ConfigureAwait(false));
}
