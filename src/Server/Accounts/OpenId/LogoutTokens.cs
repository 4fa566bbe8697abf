using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Sotto.Protocol;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>That the provider signed somebody out: one of their sessions there, or all. <paramref name="Id"/> counts once.</summary>
internal sealed record ProviderLogout(string Issuer, string? Subject, string? Sid, string Id);

/// <summary>Verifies logout tokens (OpenID Connect Back-Channel Logout 1.0, 2.6); the only maker of <see cref="ProviderLogout"/>.</summary>
internal sealed class LogoutTokens(ProviderTokens tokens, TimeProvider time)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";
    private const int LongestId = 255;

    public async Task<ProviderLogout?> VerifyAsync(string text)
    {
        JsonWebToken? token = await tokens.VerifyAsync(text).ConfigureAwait(false);
        if (token is null || !IsLogout(token) || !IsRecent(token))
        {
            return null;
        }

        string? subject = TextOf(token, JwtRegisteredClaimNames.Sub);
        string? sid = TextOf(token, JwtRegisteredClaimNames.Sid);
        string? id = TextOf(token, JwtRegisteredClaimNames.Jti);
        bool isComplete = id is not null && (subject ?? sid) is not null;
        return isComplete ? new ProviderLogout(token.Issuer, subject, sid, id!) : null;
    }

    /// <summary>A nonce would make it an ID token, which a browser has seen and could send here.</summary>
    private static bool IsLogout(JsonWebToken token) =>
        !token.TryGetPayloadValue(JwtRegisteredClaimNames.Nonce, out object? _)
        && token.TryGetPayloadValue("events", out JsonElement events)
        && events.ValueKind == JsonValueKind.Object
        && events.TryGetProperty(Event, out JsonElement body)
        && body.ValueKind == JsonValueKind.Object;

    /// <summary>For this long its id is remembered.</summary>
    private bool IsRecent(JsonWebToken token) =>
        (time.GetUtcNow().UtcDateTime - token.IssuedAt).Duration() <= Limits.ClockSkew;

    private static string? TextOf(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue(claim, out string? text) && text is { Length: > 0 and <= LongestId } ? text : null;
}
