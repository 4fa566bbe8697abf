using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sotto.Scenarios.Harness;

/// <summary>The real server as a process of its own, so that killing and restarting it are real.</summary>
public sealed class SottoProcess : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "sotto-server");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly int _port = FreePair();
    private Process? _process;

    private SottoProcess(IReadOnlyDictionary<string, string> environment) => _environment = environment;

    public string Data { get; } = System.IO.Directory.CreateTempSubdirectory("sotto-scenario-").FullName;

    public string Origin => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{_port}");

    /// <summary>A company's website on another site, as the browser counts sites.</summary>
    public string DemoOrigin => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port + 1}");

    /// <summary>Everything the server has printed, on both streams, over all its starts.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>The link of the first start.</summary>
    public string SetUpLink => LinkIn(_output);

    public static async Task<SottoProcess> StartAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        if (!File.Exists(Program) || !File.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot", "loader.js")))
        {
            throw new InvalidOperationException(
                "sotto-server and its web files do not lie beside the scenarios. Build them: dotnet build -p:SkipWeb=false."
            );
        }

        SottoProcess server = new(environment ?? new Dictionary<string, string>(StringComparer.Ordinal));
        await server.RunAsync();
        return server;
    }

    /// <summary>Starts on the same data and ports again.</summary>
    public async Task RunAsync()
    {
        int before = _output.Count;
        _process = Launch("--data", Data, "--port", _port.ToString(CultureInfo.InvariantCulture), "--demo");
        for (Stopwatch waited = Stopwatch.StartNew(); !_output.Skip(before).Any(IsReady); )
        {
            if (_process.HasExited || waited.Elapsed > Patience)
            {
                throw new InvalidOperationException($"sotto-server did not start:\n{Output}");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>SIGKILL: nothing is flushed, nobody is told.</summary>
    public async Task KillAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        _process = null;
    }

    /// <summary>The link for another organisation, as the operator's command prints it.</summary>
    public async Task<string> NewSetUpLinkAsync()
    {
        int before = _output.Count;
        using Process command = Launch(
            "setup-link",
            "--data",
            Data,
            "--port",
            _port.ToString(CultureInfo.InvariantCulture)
        );
        await command.WaitForExitAsync();
        return LinkIn(_output.Skip(before));
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        System.IO.Directory.Delete(Data, recursive: true);
    }

    private static bool IsReady(string line) => line.StartsWith("Ready.", StringComparison.Ordinal);

    private static string LinkIn(IEnumerable<string> lines) =>
        lines.Single(line => line.StartsWith("Set-up link:", StringComparison.Ordinal))["Set-up link:".Length..].Trim();

    private Process Launch(params string[] arguments)
    {
        ProcessStartInfo start = new(Program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Settings of whoever runs the tests are not the scenario's.
        foreach (
            string name in start
                .Environment.Keys.Where(name => name.StartsWith("SOTTO_", StringComparison.Ordinal))
                .ToList()
        )
        {
            start.Environment.Remove(name);
        }

        // A server that lives for half a minute does not earn back what profiling for a second compilation costs.
        start.Environment["DOTNET_TieredPGO"] = "0";

        // Scenarios open more conversations from one address in a minute than people do in an hour.
        string[] quotas =
        [
            "RequestsPerMinute",
            "ConversationsPerAddress",
            "ConversationsPerInbox",
            "KeyPackagesPerAddress",
            "KeyPackagesPerInbox",
        ];
        foreach (string quota in quotas)
        {
            start.Environment[$"SOTTO_QUOTAS__{quota}"] = "1000000";
        }

        foreach ((string name, string value) in _environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            _output.Enqueue(line.Data);
        }
    }

    /// <summary>Two neighbouring ports: the server takes one and the demo site the next.</summary>
    private static int FreePair()
    {
        while (true)
        {
            using TcpListener first = new(IPAddress.Loopback, 0);
            first.Start();
            int port = ((IPEndPoint)first.LocalEndpoint).Port;
            try
            {
                using TcpListener second = new(IPAddress.Loopback, port + 1);
                second.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else has the neighbour; another pair will do.
            }
        }
    }
}
