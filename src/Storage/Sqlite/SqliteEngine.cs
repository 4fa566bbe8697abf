using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Sotto.Storage.Sqlite;

/// <summary>SQLite in write-ahead mode; a commit returns after fsync (<c>synchronous=FULL</c>).</summary>
internal sealed class SqliteEngine : IEngine
{
    private const int DuplicatePrimaryKey = 1555;
    private const int DuplicateUnique = 2067;
    private const int BusyMilliseconds = 30_000;

    private readonly string _writer;
    private readonly string _reader;

    internal SqliteEngine(string connectionString)
    {
        SqliteConnectionStringBuilder writer = new(connectionString) { Pooling = false, DefaultTimeout = 30 };
        SqliteConnectionStringBuilder reader = new(connectionString) { Pooling = true, DefaultTimeout = 30 };
        _writer = writer.ToString();
        _reader = reader.ToString();
    }

    public string ForUpdate => ""; // one writer per file: every row is already ours

    public DbConnection OpenWriter()
    {
        SqliteConnection connection = new(_writer);
        connection.Open();
        // secure_delete: deleted ciphertext and keys are overwritten, not only unlinked from the tree.
        connection.Execute(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
        );
        return connection;
    }

    public async Task<DbConnection> OpenReaderAsync(CancellationToken cancel)
    {
        SqliteConnection connection = new(_reader);
        await connection.OpenAsync(cancel).ConfigureAwait(false);
        // Not SQLITE_OPEN_READONLY: such a connection cannot open a write-ahead database that no writer holds open yet.
        await connection.ExecuteAsync("PRAGMA query_only=ON").ConfigureAwait(false);
        return connection;
    }

    public string Translate(string migration) =>
        migration
            .Replace("{bytes}", "BLOB", StringComparison.Ordinal)
            .Replace("{identity}", "INTEGER PRIMARY KEY", StringComparison.Ordinal);

    public bool IsDuplicate(DbException error) =>
        error is SqliteException { SqliteExtendedErrorCode: DuplicatePrimaryKey or DuplicateUnique };

    /// <remarks>Without a timeout the checkpoint gives up silently when somebody writes or reads at that moment.</remarks>
    public void ForgetDeleted(DbConnection writer)
    {
        writer.Execute($"PRAGMA busy_timeout={BusyMilliseconds}");
        long isBusy = writer.QueryFirst<long>("PRAGMA wal_checkpoint(TRUNCATE)");
        if (isBusy != 0)
        {
            throw new StorageException("The write-ahead file is in use and still holds what was deleted.");
        }
    }

    public void Close()
    {
        using SqliteConnection reader = new(_reader);
        SqliteConnection.ClearPool(reader);
    }
}
