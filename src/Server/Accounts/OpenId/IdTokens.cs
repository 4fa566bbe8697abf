using System.IdentityModel.Tokens.Jwt;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Sotto.Protocol.Http;
using Sotto.Server.Http;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>
/// Somebody at the provider: issuer and subject, which together are who they are. Everything else that a provider tells
/// of people can be chosen by them or given to somebody else. <paramref name="Sid"/> is its name of their session there.
/// </summary>
internal sealed record ProviderIdentity(string Issuer, string Subject, string? Sid);

/// <summary>Verifies ID tokens; the only maker of <see cref="ProviderIdentity"/>.</summary>
internal sealed class IdTokens(OpenIdProvider provider, ProviderTokens tokens)
{
    /// <summary>OpenID Connect Core 1.0, 2: a subject has at most 255 characters.</summary>
    private const int LongestSubject = 255;

    private readonly OpenIdConnectProtocolValidator _protocol = new()
    {
        RequireStateValidation = false, // the ceremony's row was found by the state
        RequireTimeStampInNonce = false, // the nonce is ours and its row ends by itself
    };

    /// <summary>Believes the answer of the token endpoint when its ID token was made for this client and this nonce.</summary>
    public async Task<Checked<ProviderIdentity>> VerifyAsync(OpenIdConnectMessage answer, string nonce)
    {
        JsonWebToken? token = await tokens.VerifyAsync(answer.IdToken ?? "").ConfigureAwait(false);
        if (token is null || !IsOfThisExchange(answer, token, nonce) || !IsUsable(token))
        {
            return new Refusal(OpenIdCodes.Refused);
        }

        if (!SecondFactor.IsClaimed(token, provider.Settings))
        {
            return new Refusal(OpenIdCodes.SecondFactor);
        }

        return new ProviderIdentity(
            token.Issuer,
            token.Subject,
            token.TryGetPayloadValue("sid", out string? sid) ? sid : null
        );
    }

    /// <summary>Nonce, authorised party and the hash of the access token, by the library.</summary>
    private bool IsOfThisExchange(OpenIdConnectMessage answer, JsonWebToken token, string nonce)
    {
        try
        {
            _protocol.ValidateTokenResponse(
                new OpenIdConnectProtocolValidationContext
                {
                    ClientId = provider.Settings.ClientId,
                    Nonce = nonce,
                    ProtocolMessage = answer,
                    ValidatedIdToken = JwtSecurityTokenConverter.Convert(token),
                }
            );
            return true;
        }
        catch (OpenIdConnectProtocolException)
        {
            return false;
        }
    }

    private static bool IsUsable(JsonWebToken token) => token.Subject is { Length: > 0 and <= LongestSubject };
}
