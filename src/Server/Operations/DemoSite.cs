using System.Text.Json;
using Microsoft.AspNetCore.StaticFiles;
using Sotto.Protocol;
using Sotto.Server.Configuration;
using Sotto.Storage;

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

    private sealed record InboxRow(string InboxId, byte[] RootKey, string Sites);

    public static WebApplication Build(ServerSettings settings, Database database)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(settings.DemoUrl!);
        builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);
        WebApplication app = builder.Build();
        app.Run(context => AnswerAsync(context, settings, database));
        return app;
    }

    private static async Task AnswerAsync(HttpContext context, ServerSettings settings, Database database)
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

        string? snippet = await SnippetAsync(settings, database, context.RequestAborted).ConfigureAwait(false);
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
        Database database,
        CancellationToken cancel
    )
    {
        IReadOnlyList<InboxRow> inboxes = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<InboxRow>(
                        "SELECT i.inbox_id AS InboxId, o.root_key AS RootKey, i.sites AS Sites FROM inboxes i "
                            + "JOIN organisations o ON o.organisation_id = i.organisation_id ORDER BY i.created_at DESC"
                    ),
                cancel
            )
            .ConfigureAwait(false);
        InboxRow? inbox = inboxes.FirstOrDefault(row =>
            JsonSerializer.Deserialize<List<string>>(row.Sites, ProtocolJson.Options)!.Contains(settings.DemoUrl!)
        );
        return inbox is null
            ? null
            : $"<script async src=\"{settings.PublicOrigin}/loader.js\" data-inbox=\"{inbox.InboxId}\" "
                + $"data-root=\"{Ed25519PublicKey.Import(inbox.RootKey).Thumbprint}\"></script>";
    }
}
