using Microsoft.AspNetCore.StaticFiles;
using Sotto.Protocol;
using Sotto.Server.Configuration;
using Sotto.Server.Directory;
using Sotto.Server.Http;

namespace Sotto.Server.Operations;

/// <summary>
/// The loader, the chat page and the console. Pages are small and never cached; what they load is content-addressed and
/// cached for ever, so that an open page keeps finding the files it was built with.
/// </summary>
internal static class Pages
{
    private const string ForEver = "public, max-age=31536000, immutable";
    private const string Shortly = "public, max-age=300";

    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    public static void Map(Routes routes)
    {
        routes.Get("/", Access.Public, () => TypedResults.Redirect("/console/")).ExcludeFromDescription();
        routes.Get("/console/", Access.Public, Console).ExcludeFromDescription();
        routes.Get("/console/icon.svg", Access.Public, ConsoleIcon).ExcludeFromDescription();
        routes.Get("/console/assets/{file}", Access.Public, ConsoleAsset).ExcludeFromDescription();
        routes.Get("/chat/{inbox}", Access.Public, ChatAsync).ExcludeFromDescription();
        routes.Get("/chat-assets/assets/{file}", Access.Public, ChatAsset).ExcludeFromDescription();
        routes.Get("/loader.js", Access.Public, Loader).ExcludeFromDescription();
    }

    /// <summary>Routing does not tell the two spellings apart; the page has one address, so that cookies and caches see one.</summary>
    private static IResult Console(HttpContext context, ServerSettings settings)
    {
        if (!context.Request.Path.Value!.EndsWith('/'))
        {
            return TypedResults.Redirect("/console/");
        }

        context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.ForPage("'none'", SocketOrigin(settings));
        return Page("console/index.html");
    }

    /// <summary>
    /// The chat page may be framed by the websites that its inbox names, and by nobody else. It needs no cookie, so the
    /// opener policy that protects the console does not stand in the way here.
    /// </summary>
    private static async Task<IResult> ChatAsync(
        InboxId inbox,
        HttpContext context,
        ServerSettings settings,
        InboxSites sites,
        CancellationToken cancel
    )
    {
        IReadOnlyList<string>? allowed = await sites.FindAsync(inbox, cancel).ConfigureAwait(false);
        string ancestors = string.Join(' ', ["'self'", .. allowed ?? []]);
        context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.ForPage(ancestors, SocketOrigin(settings));
        context.Response.Headers["Permissions-Policy"] =
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), publickey-credentials-get=*, publickey-credentials-create=*";
        return Page("chat/index.html");
    }

    private static IResult ConsoleAsset(string file, HttpContext context) =>
        Asset("console/assets", file, context, ForEver);

    private static IResult ConsoleIcon(HttpContext context) => Asset("console", "icon.svg", context, Shortly);

    private static IResult ChatAsset(string file, HttpContext context) => Asset("chat/assets", file, context, ForEver);

    /// <summary>The loader runs on the company's page, which may demand a resource policy and integrity of it.</summary>
    private static IResult Loader(HttpContext context)
    {
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        context.Response.Headers.AccessControlAllowOrigin = "*";
        return Asset("", "loader.js", context, Shortly);
    }

    private static IResult Page(string path) =>
        Find(path) is { } file
            ? TypedResults.PhysicalFile(file, "text/html; charset=utf-8")
            : TypedResults.Text("The web files were not built into this server.", statusCode: 503);

    private static IResult Asset(string folder, string name, HttpContext context, string cache)
    {
        bool isPlainName = Path.GetFileName(name) == name && !name.StartsWith('.');
        if (!isPlainName || Find(Path.Combine(folder, name)) is not { } file)
        {
            return Problems.Of(ProblemCodes.NotFound);
        }

        context.Response.Headers.CacheControl = cache;
        string type = ContentTypes.TryGetContentType(name, out string? known) ? known : "application/octet-stream";
        return TypedResults.PhysicalFile(file, type);
    }

    private static string? Find(string path)
    {
        string file = Path.Combine(AppContext.BaseDirectory, "wwwroot", path);
        return File.Exists(file) ? file : null;
    }

    /// <summary><c>'self'</c> covers the socket in current browsers; the explicit origin covers older ones.</summary>
    private static string SocketOrigin(ServerSettings settings) => "ws" + settings.PublicOrigin["http".Length..];
}
