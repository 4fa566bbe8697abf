using System.Collections.Immutable;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Sotto.Server.Tests.Accounts;

/// <summary>A real provider (OpenIddict) that signs in whom the test names, at once and without asking.</summary>
internal sealed class OpenIdCompanyProvider : OpenIdTestProvider
{
    private readonly HashSet<string> _usedCodes = new(StringComparer.Ordinal);

    private OpenIdCompanyProvider() { }

    public string Subject { get; set; } = "subject-of-the-agent";

    public string? Sid { get; set; } = "session-at-the-provider";

    public string[] Amr { get; set; } = ["pwd", "mfa"];

    /// <summary>What a provider tells besides: none of it may decide anything.</summary>
    public Dictionary<string, string> Others { get; } = new(StringComparer.Ordinal);

    /// <summary>OpenIddict writes its address with a slash.</summary>
    public override string Issuer => Authority + "/";

    public static async Task<OpenIdCompanyProvider> StartAsync()
    {
        OpenIdCompanyProvider provider = new();
        await provider.RunAsync(provider.Configure, app => app.UseAuthentication());
        return provider;
    }

    private void Configure(IServiceCollection services) =>
        services
            .AddOpenIddict()
            .AddServer(server =>
            {
                server.EnableDegradedMode();
                server.SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token");
                server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
                server.AddSigningKey(new RsaSecurityKey(Key) { KeyId = KeyId });
                server.AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)));
                server.UseAspNetCore().DisableTransportSecurityRequirement();
                server.AddEventHandler<ValidateAuthorizationRequestContext>(handler =>
                    handler.UseInlineHandler(ValidateAsync)
                );
                server.AddEventHandler<HandleAuthorizationRequestContext>(handler =>
                    handler.UseInlineHandler(SignInAsync)
                );
                server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(AdmitAsync));
            });

    private static ValueTask ValidateAsync(ValidateAuthorizationRequestContext context)
    {
        if (context.ClientId != ClientId)
        {
            context.Reject(Errors.InvalidClient);
        }

        return default;
    }

    private ValueTask SignInAsync(HandleAuthorizationRequestContext context)
    {
        ClaimsIdentity identity = new("test");
        identity.SetClaim(Claims.Subject, Subject);
        identity.SetClaims(Claims.AuthenticationMethodReference, [.. Amr]);
        if (Sid is not null)
        {
            identity.SetClaim("sid", Sid);
        }

        foreach ((string name, string value) in Others)
        {
            identity.SetClaim(name, value);
        }

        identity.SetScopes(Scopes.OpenId);
        identity.SetDestinations(_ => [Destinations.IdentityToken]);
        context.SignIn(new ClaimsPrincipal(identity));
        return default;
    }

    /// <summary>A code counts once, which OpenIddict leaves to its store, and it has none here.</summary>
    private ValueTask AdmitAsync(ValidateTokenRequestContext context)
    {
        bool isClient = context.ClientId == ClientId && context.ClientSecret == ClientSecret;
        if (!isClient || !_usedCodes.Add(context.Request.Code ?? ""))
        {
            context.Reject(isClient ? Errors.InvalidGrant : Errors.InvalidClient);
        }

        return default;
    }
}
