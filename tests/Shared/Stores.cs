namespace Sotto.Testing;

/// <summary>Both stores that the product runs on. PostgreSQL starts once for all tests of an assembly.</summary>
public sealed class Stores : IAsyncLifetime
{
    public const string Sqlite = "SQLite";
    public const string Postgres = "PostgreSQL";

    private readonly string _folder = Directory.CreateTempSubdirectory("sotto-test-").FullName;
    private readonly SemaphoreSlim _starting = new(1, 1);
    private PostgresServer? _postgres;
    private int _names;

    /// <summary>For <c>[MemberData]</c>: every test that touches a store runs on both.</summary>
    public static TheoryData<string> Both => [Sqlite, Postgres];

    /// <summary>A folder of its own for one test.</summary>
    public string NewFolder() =>
        Directory.CreateDirectory(Path.Combine(_folder, $"{Interlocked.Increment(ref _names)}")).FullName;

    /// <summary>The connection string of a new, empty database.</summary>
    public async Task<string> NewDatabaseAsync(string store, string folder, string name)
    {
        if (store == Sqlite)
        {
            return $"Data Source={Path.Combine(folder, name)}.db";
        }

        return await (await StartedPostgresAsync()).CreateDatabaseAsync();
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        _starting.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<PostgresServer> StartedPostgresAsync()
    {
        await _starting.WaitAsync();
        try
        {
            return _postgres ??= await PostgresServer.StartAsync();
        }
        finally
        {
            _starting.Release();
        }
    }
}
