using Sotto.Server.Http;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>Sign-in with the company's OpenID Connect provider.</summary>
internal static class OpenIdSlice
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<OpenIdProvider>();
        services.AddSingleton<TokenEndpoint>();
        services.AddSingleton<ProviderTokens>();
        services.AddSingleton<IdTokens>();
        services.AddSingleton<LogoutTokens>();
        services.AddSingleton<CeremonyStore>();
        services.AddSingleton<IdentityStore>();
        services.AddSingleton<ProviderSessions>();
        services.AddSingleton<SignInByOpenId>();
        services.AddSingleton<LinkOpenId>();
        services.AddSingleton<FinishOpenId>();
        services.AddSingleton<OwnOpenIds>();
        services.AddSingleton<LogOutByProvider>();
    }

    public static void Map(Routes routes)
    {
        ListSignInMethods.Map(routes);
        StartOpenId.Map(routes);
        FinishOpenId.Map(routes);
        OwnOpenIds.Map(routes);
        LogOutByProvider.Map(routes);
    }
}
