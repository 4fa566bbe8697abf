using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Sotto.Server.Accounts;
using Sotto.Server.Configuration;
using Sotto.Server.Conversations;
using Sotto.Storage;
using Sotto.Testing;

namespace Sotto.Server.Tests.Harness;

/// <summary>The real server on a loopback port, on a store of its own. It can be stopped and started again on the same data.</summary>
internal sealed class SottoHost : IServerUnderTest, IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    private WebApplication _app;

    private SottoHost(WebApplication app, ServerSettings settings, ShiftedTime time)
    {
        _app = app;
        Settings = settings;
        Time = time;
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(settings.Urls[0]),
        };
    }

    public ServerSettings Settings { get; private set; }

    public ShiftedTime Time { get; }

    /// <summary>A client without cookies and without an identity of its own.</summary>
    public HttpClient Http { get; }

    public string Origin => Settings.PublicOrigin;

    public TimeProvider Clock => Time;

    public Database Database => _app.Services.GetRequiredService<Database>();

    public IServiceProvider Services => _app.Services;

    public static async Task<SottoHost> StartAsync(
        Stores stores,
        string store,
        Func<ServerSettings, ServerSettings>? configure = null
    )
    {
        string folder = stores.NewFolder();
        string main = await stores.NewDatabaseAsync(store, folder, "main");
        string keys = await stores.NewDatabaseAsync(store, folder, "keys");
        ShiftedTime time = new();
        while (true)
        {
            int port = FreePort();
            Dictionary<string, string?> flags = new(StringComparer.OrdinalIgnoreCase)
            {
                ["Urls"] = $"http://127.0.0.1:{port}",
                ["PublicOrigin"] = $"http://localhost:{port}",
                ["Database"] = main,
                ["Keys"] = keys,
            };
            ServerSettings settings = SettingsReader.Read(folder, flags);
            settings = configure?.Invoke(settings) ?? settings;
            if (await TryStartAsync(settings, time) is { } app)
            {
                return new SottoHost(app, settings, time);
            }
        }
    }

    /// <summary>Null when another test took the port between finding it free and listening on it.</summary>
    private static async Task<WebApplication?> TryStartAsync(ServerSettings settings, ShiftedTime time)
    {
        WebApplication app = SottoServer.Build(settings, time);
        try
        {
            await app.StartAsync();
            return app;
        }
        catch (IOException error) when (error.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            return null;
        }
    }

    public Task<string> NewSetUpTokenAsync() => Services.GetRequiredService<SetUpLinks>().CreateAsync();

    public Task RestartAsync() => RestartAsync(settings => settings);

    /// <summary>Starts again on the same data with other settings.</summary>
    public async Task RestartAsync(Func<ServerSettings, ServerSettings> configure)
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Settings = configure(Settings);
        _app = SottoServer.Build(Settings, Time);
        await _app.StartAsync();
    }

    /// <summary>Everything in the main database that a test wants unchanged, as text: row counts of all tables.</summary>
    public async Task<string> FingerprintAsync()
    {
        string[] tables =
        [
            "organisations",
            "staff",
            "passkeys",
            "sessions",
            "invitations",
            "inboxes",
            "devices",
            "issuers",
            "certificates",
            "revocation_lists",
            "company_keys",
            "company_tokens",
            "key_packages",
            "key_package_takings",
            "conversations",
            "conversation_members",
            "conversation_events",
            "welcomes",
            "group_states",
            "admissions",
            "deletions",
            "vaults",
            "vault_ways",
            "vault_parts",
            "vault_keys",
            "vault_roots",
            "audit_entries",
        ];
        List<string> counts = [];
        foreach (string table in tables)
        {
            long rows = await Database.ReadAsync(reader => reader.GetAsync<long>($"SELECT COUNT(*) FROM {table}"));
            counts.Add($"{table}={rows}");
        }

        string conversations = string.Join(
            ' ',
            await Database.ReadAsync(reader =>
                reader.QueryAsync<string>(
                    "SELECT conversation_id || '/' || status || '/' || epoch || '/' || last_sequence || '/' || forgotten_sequence "
                        + "FROM conversations ORDER BY conversation_id"
                )
            )
        );
        return $"{string.Join(' ', counts)} {conversations}";
    }

    /// <summary>Waits until something that runs by itself has happened; the test's own time limit is the patience.</summary>
    public static async Task UntilAsync(Func<Task<bool>> happened)
    {
        while (!await happened())
        {
            // A poll, not a wait for luck: the condition decides, and the test's time limit is the patience.
            await Task.Delay(Poll, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Runs the forgetting that otherwise runs every few minutes.</summary>
    public async Task ForgetOverdueAsync()
    {
        Forgetting forgetting = Services.GetRequiredService<Forgetting>();
        await forgetting.ForgetOverdueAsync(TestContext.Current.CancellationToken);
        await forgetting.ForgetDevicesAsync(TestContext.Current.CancellationToken);
        await forgetting.ForgetLapsedAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
