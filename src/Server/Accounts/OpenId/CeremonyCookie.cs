namespace Sotto.Server.Accounts.OpenId;

/// <summary>
/// Tells the browser that left for the provider from every other one. It cannot be SameSite=Strict as the session's cookie
/// is: the browser comes back from the provider's site.
/// </summary>
internal static class CeremonyCookie
{
    public const string Name = "__Host-sotto-openid";

    public static string? Of(HttpContext context) => context.Request.Cookies[Name];

    public static void Set(HttpContext context, StartedCeremony ceremony) =>
        context.Response.Cookies.Append(Name, ceremony.Browser, Options(CeremonyStore.Lifetime));

    public static void Remove(HttpContext context) => context.Response.Cookies.Append(Name, "", Options(TimeSpan.Zero));

    private static CookieOptions Options(TimeSpan lifetime) =>
        new()
        {
            Secure = true,
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = lifetime,
        };
}
