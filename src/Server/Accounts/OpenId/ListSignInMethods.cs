using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol.Http;
using Sotto.Server.Configuration;
using Sotto.Server.Http;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>Tells the sign-in screen whether there is a provider, and what to call it.</summary>
internal static class ListSignInMethods
{
    public static void Map(Routes routes) => routes.Get("/v1/sign-in/methods", Access.Public, Handle);

    private static Ok<SignInMethods> Handle(ServerSettings settings) =>
        TypedResults.Ok(new SignInMethods(settings.OpenId is { } openId ? new OpenIdOffer(openId.Name) : null));
}
