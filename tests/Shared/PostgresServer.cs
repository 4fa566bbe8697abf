using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Sotto.Testing;

/// <summary>
/// A PostgreSQL server of the tests' own, from Debian's package, in a temporary folder on a loopback port. PostgreSQL
/// refuses to run as root, so there it runs as the package's <c>postgres</c> user.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Binaries = "/usr/lib/postgresql";
    private readonly string _folder;
    private readonly string _binaries;
    private Process? _server;
    private int _databases;

    private PostgresServer(string folder, string binaries, int port)
    {
        _folder = folder;
        _binaries = binaries;
        Port = port;
    }

    public int Port { get; }

    /// <summary>The process that serves, so that a drill can kill it.</summary>
    public Process Process => _server ?? throw new InvalidOperationException("The server is not running.");

    public static async Task<PostgresServer> StartAsync()
    {
        string binaries =
            (Directory.Exists(Binaries) ? Directory.GetDirectories(Binaries) : [])
                .Order(StringComparer.Ordinal)
                .Select(version => Path.Combine(version, "bin"))
                .LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            ?? throw new InvalidOperationException(
                "PostgreSQL is not installed. Debian: apt-get install postgresql. Both stores are tested, none is skipped."
            );
        string folder = Directory.CreateTempSubdirectory("sotto-postgres-").FullName;
        PostgresServer server = new(folder, binaries, FreePort());
        await server.InitialiseAsync();
        await server.RunAsync();
        return server;
    }

    /// <summary>
    /// A new, empty place for tables; the connection string names it. It is a schema: a database of its own would be some
    /// three hundred files, which cost more than most tests.
    /// </summary>
    public async Task<string> CreateDatabaseAsync()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"sotto_{Interlocked.Increment(ref _databases)}");
        await using NpgsqlConnection connection = new(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = $"CREATE SCHEMA {name}";
        await command.ExecuteNonQueryAsync();
        return ConnectionString("postgres") + $";Search Path={name}";
    }

    public string ConnectionString(string database) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Host=127.0.0.1;Port={Port};Username=sotto;Database={database};Maximum Pool Size=20"
        );

    /// <summary>Starts the server on its folder, also again after it was killed.</summary>
    public async Task RunAsync()
    {
        _server = Start(
            "postgres",
            "-D",
            _folder,
            "-p",
            Port.ToString(CultureInfo.InvariantCulture),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            $"unix_socket_directories={_folder}",
            "-c",
            "max_connections=200",
            "-c",
            "shared_buffers=32MB",
            // What outlives a killed process is in the machine's memory already; only a power cut would tell the difference.
            "-c",
            "fsync=off"
        );
        await WaitUntilItAnswersAsync();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        using (Process stop = Start("pg_ctl", "stop", "-D", _folder, "-m", "immediate"))
        {
            await stop.WaitForExitAsync();
        }

        if (_server is not null)
        {
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task InitialiseAsync()
    {
        if (Environment.UserName == "root")
        {
            using Process chown = Process.Start("chown", ["postgres", _folder]);
            await chown.WaitForExitAsync();
        }

        using Process init = Start("initdb", "-D", _folder, "-U", "sotto", "--auth=trust", "-E", "UTF8", "--no-sync");
        await init.WaitForExitAsync();
        if (init.ExitCode != 0)
        {
            throw new InvalidOperationException($"initdb failed: {await init.StandardError.ReadToEndAsync()}");
        }
    }

    private async Task WaitUntilItAnswersAsync()
    {
        for (Stopwatch waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(30); )
        {
            using Process ready = Start(
                "pg_isready",
                "-h",
                "127.0.0.1",
                "-p",
                Port.ToString(CultureInfo.InvariantCulture)
            );
            await ready.WaitForExitAsync();
            if (ready.ExitCode == 0)
            {
                return;
            }
        }

        throw new InvalidOperationException("PostgreSQL did not answer within 30 seconds.");
    }

    private Process Start(string program, params string[] arguments)
    {
        string path = Path.Combine(_binaries, program);
        ProcessStartInfo start =
            Environment.UserName == "root"
                ? new ProcessStartInfo(
                    "setpriv",
                    ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments]
                )
                : new ProcessStartInfo(path, arguments);
        start.RedirectStandardError = true;
        start.RedirectStandardOutput = true;
        start.WorkingDirectory = "/";
        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { }; // drained, so that the server never blocks on a full pipe
        process.BeginOutputReadLine();
        if (program == "postgres")
        {
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
        }

        return process;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
