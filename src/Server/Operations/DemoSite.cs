using Microsoft.AspNetCore.StaticFiles;
using Sotto.Server.Accounts;
using Sotto.Server.Configuration;
using Sotto.Server.Directory;

namespace Sotto.Server.Operations;

/// <summary>
/// A company's website for trying things out, on an origin of its own. It embeds the widget by the snippet that the
/// console shows, and knows nothing else of Sotto.
/// </summary>
internal static class DemoSite
{
    private const string Placeholder = "<!-- sotto-snippet -->";
    private const string BeforeSetUp = "before-setup.html";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "demo");

    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    public static WebApplication Build(ServerSettings settings, IServiceProvider server)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(settings.DemoUrl!);
        builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);
        WebApplication app = builder.Build();
        app.Run(context => AnswerAsync(context, settings, server));
        return app;
    }

    private static async Task AnswerAsync(HttpContext context, ServerSettings settings, IServiceProvider server)
    {
        string name = context.Request.Path == "/" ? "index.html" : context.Request.Path.Value![1..];
        string file = Path.Combine(Folder, name);
        if (Path.GetFileName(name) != name || !File.Exists(file))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'self'; img-src 'self' data:; script-src 'self' {settings.PublicOrigin}; frame-src {settings.PublicOrigin}";
        context.Response.ContentType = ContentTypes.TryGetContentType(name, out string? type)
            ? type
            : "application/octet-stream";
        if (Path.GetExtension(name) != ".html")
        {
            await context.Response.SendFileAsync(file).ConfigureAwait(false);
            return;
        }

        string? snippet = await SnippetAsync(settings, server, context.RequestAborted).ConfigureAwait(false);
        string page = await File.ReadAllTextAsync(
                snippet is null ? Path.Combine(Folder, BeforeSetUp) : file,
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await context
            .Response.WriteAsync(page.Replace(Placeholder, snippet, StringComparison.Ordinal))
            .ConfigureAwait(false);
    }

    /// <summary>The snippet of the newest inbox that allows this site; null before set-up.</summary>
    private static async Task<string?> SnippetAsync(
        ServerSettings settings,
        IServiceProvider server,
        CancellationToken cancel
    )
    {
        InboxStore inboxes = server.GetRequiredService<InboxStore>();
        OrganisationStore organisations = server.GetRequiredService<OrganisationStore>();
        if (await inboxes.NewestOnAsync(settings.DemoUrl!, cancel).ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        Organisation organisation = await organisations.GetAsync(found.Organisation, cancel).ConfigureAwait(false);
        return $"<script async src=\"{settings.PublicOrigin}/loader.js\" data-inbox=\"{found.Inbox.Id}\" "
            + $"data-root=\"{organisation.ToTrustedRoot().Key.Thumbprint}\"></script>";
    }
}
