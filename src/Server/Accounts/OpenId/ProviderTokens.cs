using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Sotto.Protocol;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>
/// Verifies what every token of the provider must have, by the library: a signature by one of its published keys, its
/// issuer, this client as the audience, and a time that has not passed.
/// </summary>
internal sealed class ProviderTokens(OpenIdProvider provider, TimeProvider time)
{
    /// <summary>Signatures only: "none" has none, and with HMAC the provider's public key would be the secret.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.EcdsaSha256,
    ];

    private readonly JsonWebTokenHandler _handler = new();

    /// <summary>The verified token, or null. It may be of any kind; the caller tells an ID token from a logout token.</summary>
    public async Task<JsonWebToken?> VerifyAsync(string token)
    {
        TokenValidationParameters rules = new()
        {
            ConfigurationManager = provider.Descriptions,
            ValidAlgorithms = Algorithms,
            ValidAudience = provider.Settings.ClientId,
            LifetimeValidator = (from, until, _, _) => IsCurrent(from, until),
        };
        TokenValidationResult result = await _handler.ValidateTokenAsync(token, rules).ConfigureAwait(false);
        return result.IsValid ? result.SecurityToken as JsonWebToken : null;
    }

    /// <summary>By our clock, which tests move; a token without an end is refused.</summary>
    private bool IsCurrent(DateTime? from, DateTime? until)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + Limits.ClockSkew && (from is null || from <= now + Limits.ClockSkew);
    }
}
