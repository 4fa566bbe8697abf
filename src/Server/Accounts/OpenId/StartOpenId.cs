using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>Sends a browser to the provider: to sign in, or to link an identity to the account that is signed in.</summary>
internal static class StartOpenId
{
    public static void Map(Routes routes)
    {
        routes
            .Get("/v1/sign-in/openid", Access.Public, SignInAsync)
            .Refuses(ProblemCodes.NotFound, ProblemCodes.Forbidden);
        routes
            .Post("/v1/openid/link", Access.Staff, AuditKind.None, LinkAsync, proof: true, stepUp: true)
            .Refuses(ProblemCodes.NotFound, ProblemCodes.Conflict);
    }

    private static async Task<Results<RedirectHttpResult, ConsoleRedirect, ProblemHttpResult>> SignInAsync(
        OpenIdProvider provider,
        CeremonyStore ceremonies,
        Gate gate,
        HttpContext context
    )
    {
        if (!provider.IsOffered)
        {
            return Problems.Of(ProblemCodes.NotFound);
        }

        // Another site must not send anybody off to sign in: browsers say where a navigation came from.
        if (context.Request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none"))
        {
            return Problems.Of(ProblemCodes.Forbidden);
        }

        StaffCaller? before = await gate.SessionOfAsync(context).ConfigureAwait(false);
        string? address = await StartAsync(provider, ceremonies, before, isLink: false, context).ConfigureAwait(false);
        return address is null ? new ConsoleRedirect(OpenIdCodes.Unavailable) : TypedResults.Redirect(address);
    }

    private static async Task<Results<Ok<OpenIdLinkStarted>, ProblemHttpResult>> LinkAsync(
        EmptyRequest request,
        StaffCaller caller,
        OpenIdProvider provider,
        CeremonyStore ceremonies,
        HttpContext context
    )
    {
        if (!provider.IsOffered || caller.Organisation != provider.Settings.Organisation)
        {
            return Problems.Of(ProblemCodes.NotFound);
        }

        string? address = await StartAsync(provider, ceremonies, caller, isLink: true, context).ConfigureAwait(false);
        return address is null
            ? Problems.Of(ProblemCodes.Conflict, "The provider cannot be reached.")
            : TypedResults.Ok(new OpenIdLinkStarted(address));
    }

    /// <summary>The address at the provider, or null when it does not answer; then nothing is stored.</summary>
    private static async Task<string?> StartAsync(
        OpenIdProvider provider,
        CeremonyStore ceremonies,
        StaffCaller? before,
        bool isLink,
        HttpContext context
    )
    {
        CancellationToken cancel = context.RequestAborted;
        if (await provider.DescribeAsync(cancel).ConfigureAwait(false) is not { } description)
        {
            return null;
        }

        StartedCeremony ceremony = await ceremonies.StartAsync(before, isLink, cancel).ConfigureAwait(false);
        CeremonyCookie.Set(context, ceremony);
        return provider.AddressFor(description, ceremony);
    }
}
