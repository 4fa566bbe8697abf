using Microsoft.IdentityModel.JsonWebTokens;
using Sotto.Server.Configuration;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>
/// Whether the provider says that it asked for more than a password. A password alone never opens an account here,
/// whoever asked for it.
/// </summary>
internal static class SecondFactor
{
    /// <summary>Methods (RFC 8176) of knowing something, and of having something: one of each is two factors.</summary>
    private static readonly string[] Known = ["pwd", "pin", "kba"];
    private static readonly string[] Held = ["hwk", "swk", "otp", "sc"];

    public static bool IsClaimed(JsonWebToken token, OpenIdSettings settings)
    {
        HashSet<string> methods = ValuesOf(token, "amr").ToHashSet(StringComparer.Ordinal);
        return settings.TrustsSecondFactor
            || methods.Contains("mfa")
            || (methods.Overlaps(Known) && methods.Overlaps(Held))
            || ValuesOf(token, "acr").Any(settings.AcceptedAcr.Contains);
    }

    private static IEnumerable<string> ValuesOf(JsonWebToken token, string claim) =>
        token.Claims.Where(candidate => candidate.Type == claim).Select(candidate => candidate.Value);
}
