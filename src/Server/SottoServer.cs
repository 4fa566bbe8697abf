using Sotto.Server.Accounts;
using Sotto.Server.Configuration;
using Sotto.Server.Conversations;
using Sotto.Server.Directory;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Server.Operations;
using Sotto.Server.Privacy;
using Sotto.Server.Vaults;
using Sotto.Storage;

namespace Sotto.Server;

/// <summary>Puts the server together; the tests start the same one.</summary>
internal static class SottoServer
{
    public static WebApplication Build(ServerSettings settings, TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(options => options.SingleLine = true);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // A start that fails is told by the command line in one line instead of three stack traces.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        // The framework logs unhandled errors with their message, which may quote a request.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics", LogLevel.None);
        builder.WebHost.UseUrls([.. settings.Urls]);
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = Protocol.Limits.BodyBytes;
        });

        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(_ => Database.Open(settings.Database, "Main", time));
        builder.Services.AddSingleton(_ => new KeyStore(Database.Open(settings.Keys, "Keys", time), time));
        builder.Services.AddSingleton<Auditing.AuditLog>();
        builder.Services.AddSingleton<Auditing.SecurityEvents>();
        builder.Services.AddSottoHttp(settings);
        AccountsSlice.Add(builder.Services);
        DirectorySlice.Add(builder.Services);
        ConversationsSlice.Add(builder.Services);
        PrivacySlice.Add(builder.Services);
        VaultsSlice.Add(builder.Services);

        WebApplication app = builder.Build();
        app.UseSottoHttp(settings);
        Routes routes = new(app);
        IssueNonce.Map(routes);
        MintToken.Map(routes);
        AccountsSlice.Map(routes);
        DirectorySlice.Map(routes);
        ConversationsSlice.Map(routes);
        PrivacySlice.Map(routes);
        VaultsSlice.Map(routes);
        OperationsSlice.Map(app, routes);
        return app;
    }
}
