using System.Data.Common;

namespace Sotto.Storage;

/// <summary>The only place that knows which database runs: SQLite or PostgreSQL.</summary>
internal interface IEngine
{
    /// <summary>Appended to a SELECT whose rows the transaction is going to change.</summary>
    string ForUpdate { get; }

    /// <summary>Opens a connection that may write; the writer owns exactly one.</summary>
    DbConnection OpenWriter();

    /// <summary>Opens a connection for reading; pooled by the provider.</summary>
    Task<DbConnection> OpenReaderAsync(CancellationToken cancel);

    /// <summary>Turns the migration dialect (<c>{bytes}</c>, <c>{identity}</c>) into this engine's SQL.</summary>
    string Translate(string migration);

    /// <summary>Whether the error is the unique or primary key constraint refusing a second row.</summary>
    bool IsDuplicate(DbException error);

    /// <summary>Overwrites what deleted rows left in the write-ahead files, as far as the engine can.</summary>
    void ForgetDeleted(DbConnection writer);

    /// <summary>Releases pooled connections, so that the files can be moved or the server stopped.</summary>
    void Close();
}
