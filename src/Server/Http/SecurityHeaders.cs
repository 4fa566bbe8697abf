using Microsoft.Net.Http.Headers;
using Sotto.Server.Configuration;

namespace Sotto.Server.Http;

/// <summary>Headers that every answer carries; pages add their own content security policy.</summary>
internal static class SecurityHeaders
{
    /// <summary>An answer of the interface is data: nothing in it may run, frame or be guessed at.</summary>
    private const string ForData = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app, ServerSettings settings)
    {
        bool isHttps = settings.PublicOrigin.StartsWith("https:", StringComparison.Ordinal);
        return app.Use(
            (context, next) =>
            {
                // Last of all: the framework empties the headers of an answer that becomes an error.
                context.Response.OnStarting(() =>
                {
                    Complete(context.Response.Headers, isHttps);
                    return Task.CompletedTask;
                });
                return next(context);
            }
        );
    }

    private static void Complete(IHeaderDictionary headers, bool isHttps)
    {
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.TryAdd("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
        headers.TryAdd(HeaderNames.ContentSecurityPolicy, ForData);
        headers.TryAdd(HeaderNames.CacheControl, "no-store");
        if (isHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        }
    }

    /// <summary>The policy of our own pages: our files only, no inline code, no markup from strings.</summary>
    public static string ForPage(string frameAncestors, string connect) =>
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        + $"connect-src 'self' {connect}; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
        + $"frame-ancestors {frameAncestors}; require-trusted-types-for 'script'; trusted-types 'none'";
}
