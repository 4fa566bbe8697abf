using Microsoft.IdentityModel.JsonWebTokens;
using Sotto.Server.Configuration;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>
/// Whether the provider says that it asked for more than a password. A password alone never opens an account here,
/// whoever asked for it.
/// </summary>
internal static class SecondFactor
{
    /// <summary>Authentication methods (RFC 8176) that stand for a second factor by themselves.</summary>
    private static readonly string[] Strong = ["mfa", "hwk", "otp"];

    public static bool IsClaimed(JsonWebToken token, OpenIdSettings settings)
    {
        HashSet<string> methods = ValuesOf(token, "amr").ToHashSet(StringComparer.Ordinal);
        return settings.TrustsSecondFactor
            || methods.Overlaps(Strong)
            || (methods.Contains("swk") && methods.Contains("pin"))
            || ValuesOf(token, "acr").Any(settings.AcceptedAcr.Contains);
    }

    private static IEnumerable<string> ValuesOf(JsonWebToken token, string claim) =>
        token.Claims.Where(candidate => candidate.Type == claim).Select(candidate => candidate.Value);
}
