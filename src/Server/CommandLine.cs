using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Sotto.Server.Accounts;
using Sotto.Server.Configuration;
using Sotto.Server.Operations;
using Sotto.Storage;

namespace Sotto.Server;

/// <summary>What an operator types. Every failure that they can mend is one line and a non-zero exit.</summary>
internal static class CommandLine
{
    private const string Usage = """
        sotto-server [serve] [options]     start the server
        sotto-server migrate [options]     bring the databases up to date and stop
        sotto-server setup-link [options]  print a one-time link that sets up another organisation

          --data FOLDER   databases and sotto.json (default ./data)
          --port PORT     listen on http://localhost:PORT (default 5080)
          --demo          also serve a demo company site on http://127.0.0.1:(PORT + 1)
          --help          this text

        Everything else is set in sotto.json in the data folder or by SOTTO_… in the environment.
        """;

    private sealed record Options(string Command, string Data, int? Port, bool Demo, bool Help);

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            Options options = Parse(args);
            if (options.Help)
            {
                await Console.Out.WriteLineAsync(Usage).ConfigureAwait(false);
                return 0;
            }

            ServerSettings settings = SettingsReader.Read(options.Data, FlagsOf(options));
            PrepareFolder(settings.Data);
            return await StartAsync(options.Command, settings).ConfigureAwait(false);
        }
        catch (Exception error) when (ReasonOf(error) is { } reason)
        {
            await Console.Error.WriteLineAsync($"sotto-server: {reason}").ConfigureAwait(false);
            return 1;
        }
    }

    private static async Task<int> StartAsync(string command, ServerSettings settings)
    {
        WebApplication server = SottoServer.Build(settings, TimeProvider.System);
        await using (server.ConfigureAwait(false))
        {
            Database database = server.Services.GetRequiredService<Database>();
            _ = server.Services.GetRequiredService<KeyStore>();
            switch (command)
            {
                case "migrate":
                    await Console.Out.WriteLineAsync("The databases are up to date.").ConfigureAwait(false);
                    return 0;
                case "setup-link":
                    await PrintSetUpLinkAsync(server, settings).ConfigureAwait(false);
                    return 0;
                default:
                    return await ServeAsync(server, settings, database).ConfigureAwait(false);
            }
        }
    }

    private static async Task<int> ServeAsync(WebApplication server, ServerSettings settings, Database database)
    {
        await server.StartAsync().ConfigureAwait(false);
        WebApplication? demo = settings.DemoUrl is null ? null : DemoSite.Build(settings, server.Services);
        if (demo is not null)
        {
            await demo.StartAsync().ConfigureAwait(false);
        }

        if (!await server.Services.GetRequiredService<SetUpLinks>().IsAnyOrganisationAsync().ConfigureAwait(false))
        {
            await PrintSetUpLinkAsync(server, settings).ConfigureAwait(false);
        }

        await Console.Out.WriteLineAsync($"Console:      {settings.PublicOrigin}/console/").ConfigureAwait(false);
        if (demo is not null)
        {
            await Console.Out.WriteLineAsync($"Demo company: {settings.DemoUrl}").ConfigureAwait(false);
        }

        await Console.Out.WriteLineAsync("Ready. Stop with Ctrl+C.").ConfigureAwait(false);
        await server.WaitForShutdownAsync().ConfigureAwait(false);
        if (demo is not null)
        {
            await demo.DisposeAsync().ConfigureAwait(false);
        }

        return 0;
    }

    /// <summary>The token stands in the fragment, which browsers do not send and logs do not hold.</summary>
    private static async Task PrintSetUpLinkAsync(WebApplication server, ServerSettings settings)
    {
        string token = await server.Services.GetRequiredService<SetUpLinks>().CreateAsync().ConfigureAwait(false);
        await Console
            .Out.WriteLineAsync($"Set-up link:  {settings.PublicOrigin}/console/#setup={token}")
            .ConfigureAwait(false);
    }

    private static Options Parse(string[] args)
    {
        Options options = new("serve", "data", null, Demo: false, Help: false);
        Queue<string> left = new(args);
        while (left.TryDequeue(out string? arg))
        {
            options = arg switch
            {
                "serve" or "migrate" or "setup-link" => options with { Command = arg },
                "--data" => options with { Data = ValueOf(arg, left) },
                "--port" => options with { Port = PortOf(ValueOf(arg, left)) },
                "--demo" => options with { Demo = true },
                "--help" or "-h" => options with { Help = true },
                _ => throw new SettingsException($"Unknown option \"{arg}\". --help lists them."),
            };
        }

        return options;
    }

    private static string ValueOf(string option, Queue<string> left) =>
        left.TryDequeue(out string? value) ? value : throw new SettingsException($"{option} needs a value.");

    private static int PortOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65535
            ? port
            : throw new SettingsException("--port takes a number from 1 to 65534.");

    private static Dictionary<string, string?> FlagsOf(Options options)
    {
        Dictionary<string, string?> flags = new(StringComparer.OrdinalIgnoreCase);
        if (options.Port is { } port)
        {
            flags["Urls"] = $"http://localhost:{port}"; // the public origin follows, unless it is configured
        }

        if (options.Demo)
        {
            flags["DemoUrl"] = $"http://127.0.0.1:{(options.Port ?? 5080) + 1}";
        }

        return flags;
    }

    private static void PrepareFolder(string folder)
    {
        try
        {
            System.IO.Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, ".writable");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The data folder {folder} cannot be written: {error.Message}");
        }
    }

    /// <summary>What to tell the operator, or null when it is a bug of ours and the stack trace is wanted.</summary>
    private static string? ReasonOf(Exception error) =>
        error switch
        {
            SettingsException or StorageException => error.Message,
            IOException { InnerException: AddressInUseException } => error.Message,
            SocketException => $"The address cannot be listened on: {error.Message}",
            _ => null,
        };
}
