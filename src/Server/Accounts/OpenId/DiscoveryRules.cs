using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Sotto.Server.Configuration;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>
/// What a provider's own description must say before anything in it is used: that it is the configured issuer (OpenID
/// Connect Discovery 1.0, 4.3), and addresses that nobody on the way can answer for it.
/// </summary>
internal sealed class DiscoveryRules(OpenIdSettings settings) : IConfigurationValidator<OpenIdConnectConfiguration>
{
    public ConfigurationValidationResult Validate(OpenIdConnectConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        bool isOurs = configuration.Issuer?.TrimEnd('/') == settings.Authority.TrimEnd('/');
        bool isSafe = IsSafe(configuration.AuthorizationEndpoint) && IsSafe(configuration.TokenEndpoint);
        bool hasKeys = configuration.SigningKeys.Count > 0;
        return new ConfigurationValidationResult
        {
            Succeeded = isOurs && isSafe && hasKeys,
            ErrorMessage = $"issuer {isOurs}, addresses {isSafe}, keys {hasKeys}",
        };
    }

    /// <summary>What the configured authority uses is allowed, and plain HTTP to another machine never is.</summary>
    private static bool IsSafe(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
