using System.Data.Common;
using Sotto.Storage.Postgres;
using Sotto.Storage.Sqlite;

namespace Sotto.Storage;

/// <summary>
/// A store: many readers, one writer. <c>Data Source=…</c> names a SQLite file, <c>Host=…</c> a PostgreSQL database;
/// nothing above this type knows which.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly IEngine _engine;
    private readonly GroupCommitWriter _writer;

    private Database(IEngine engine)
    {
        _engine = engine;
        _writer = new GroupCommitWriter(engine);
    }

    /// <summary>Opens the store and brings its schema (<c>Main</c> or <c>Keys</c>) up to date.</summary>
    /// <exception cref="StorageException">The store cannot be reached or belongs to a newer version.</exception>
    public static Database Open(string connectionString, string schema, TimeProvider time)
    {
        IEngine engine = EngineFor(connectionString);
        try
        {
            Migrator.Run(engine, schema, time);
        }
        catch (DbException error)
        {
            engine.Close();
            throw new StorageException($"The {schema} database cannot be opened: {error.Message}", error);
        }

        return new Database(engine);
    }

    /// <summary>
    /// Runs <paramref name="work"/> on the writer. When the task completes the work is on disk; when it fails
    /// nothing of it is. The work may share a commit with others' and must not wait for anything.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<WriteTransaction, T> work, CancellationToken cancel = default) =>
        _writer.WriteAsync(work, cancel);

    /// <summary>As <see cref="WriteAsync{T}"/> for work without a result.</summary>
    public Task WriteAsync(Action<WriteTransaction> work, CancellationToken cancel = default) =>
        _writer.WriteAsync(
            transaction =>
            {
                work(transaction);
                return true;
            },
            cancel
        );

    /// <summary>Runs <paramref name="read"/> on a connection that sees what is committed.</summary>
    public async Task<T> ReadAsync<T>(Func<Reader, Task<T>> read, CancellationToken cancel = default)
    {
        DbConnection connection = await _engine.OpenReaderAsync(cancel).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await read(new Reader(connection)).ConfigureAwait(false);
        }
    }

    /// <summary>Overwrites what deleted rows left in write-ahead files, as far as the engine can. Blocks while others write.</summary>
    /// <exception cref="StorageException">Somebody kept the files in use; to be tried again.</exception>
    public void ForgetDeleted()
    {
        using DbConnection connection = _engine.OpenWriter();
        _engine.ForgetDeleted(connection);
    }

    /// <summary>Whether the error means that a row with the same key is already there.</summary>
    public bool IsDuplicate(Exception error) => error is DbException database && _engine.IsDuplicate(database);

    /// <summary>Finishes the work that was accepted, then closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        _engine.Close();
    }

    private static IEngine EngineFor(string connectionString)
    {
        if (connectionString.StartsWith("Data Source=", StringComparison.OrdinalIgnoreCase))
        {
            return new SqliteEngine(connectionString);
        }

        if (connectionString.StartsWith("Host=", StringComparison.OrdinalIgnoreCase))
        {
            return new PostgresEngine(connectionString);
        }

        throw new StorageException("A database is named by \"Data Source=…\" (SQLite) or \"Host=…\" (PostgreSQL).");
    }
}
