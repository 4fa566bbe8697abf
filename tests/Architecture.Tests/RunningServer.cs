using Microsoft.AspNetCore.Builder;
using Sotto.Server;
using Sotto.Server.Configuration;

namespace Sotto.Architecture.Tests;

/// <summary>The server as it is put together for real, on a folder of its own; it never listens.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sotto-architecture-").FullName;

    public RunningServer()
    {
        ServerSettings settings = SettingsReader.Read(_folder, new Dictionary<string, string?>(StringComparer.Ordinal));
        App = SottoServer.Build(settings, TimeProvider.System);
    }

    internal WebApplication App { get; }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
