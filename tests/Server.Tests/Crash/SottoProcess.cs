using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sotto.Server.Tests.Harness;

namespace Sotto.Server.Tests.Crash;

/// <summary>The server as a process of its own on a data folder, to be killed without warning and started again.</summary>
internal sealed class SottoProcess : IServerUnderTest, IAsyncDisposable
{
    private readonly string _folder;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly int _port;
    private readonly TaskCompletionSource<string> _setUpToken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process _process;

    private SottoProcess(string folder, IReadOnlyDictionary<string, string> settings, int port)
    {
        _folder = folder;
        _settings = settings;
        _port = port;
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(Origin) };
        _process = new Process();
    }

    public HttpClient Http { get; }

    public string Origin => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{_port}");

    public TimeProvider Clock => TimeProvider.System;

    public static async Task<SottoProcess> StartAsync(string folder, IReadOnlyDictionary<string, string> settings)
    {
        SottoProcess server = new(folder, settings, FreePort());
        await server.StartAsync();
        return server;
    }

    public Task<string> NewSetUpTokenAsync() => _setUpToken.Task;

    /// <summary>SIGKILL: nothing is flushed, nobody is told.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public async Task StartAsync()
    {
        TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ProcessStartInfo start = new(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "sotto-server.dll"),
                "--data",
                _folder,
                "--port",
                _port.ToString(CultureInfo.InvariantCulture),
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in _settings)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        List<string> errors = [];
        _process.OutputDataReceived += (_, line) => Read(line.Data, ready);
        _process.ErrorDataReceived += (_, line) => errors.Add(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Task first = await Task.WhenAny(ready.Task, _process.WaitForExitAsync());
        Assert.True(first == ready.Task, $"The server did not start: {string.Join(' ', errors)}");
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Http.Dispose();
    }

    private void Read(string? line, TaskCompletionSource ready)
    {
        const string link = "#setup=";
        if (line is null)
        {
            return;
        }

        int at = line.IndexOf(link, StringComparison.Ordinal);
        if (at >= 0)
        {
            _setUpToken.TrySetResult(line[(at + link.Length)..].Trim());
        }

        if (line.StartsWith("Ready.", StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
