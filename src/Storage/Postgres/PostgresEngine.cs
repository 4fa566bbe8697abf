using System.Data.Common;
using Npgsql;

namespace Sotto.Storage.Postgres;

/// <summary>PostgreSQL; durability is the server's <c>synchronous_commit</c>, which is asked for explicitly.</summary>
internal sealed class PostgresEngine : IEngine
{
    private readonly NpgsqlDataSource _source;

    internal PostgresEngine(string connectionString)
    {
        NpgsqlDataSourceBuilder builder = new(connectionString);
        builder.ConnectionStringBuilder.Options = "-c synchronous_commit=on";
        _source = builder.Build();
    }

    public string ForUpdate => " FOR UPDATE"; // other nodes write too

    public DbConnection OpenWriter() => _source.OpenConnection();

    public async Task<DbConnection> OpenReaderAsync(CancellationToken cancel) =>
        await _source.OpenConnectionAsync(cancel).ConfigureAwait(false);

    public string Translate(string migration) =>
        migration
            .Replace("{bytes}", "BYTEA", StringComparison.Ordinal)
            .Replace("{identity}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", StringComparison.Ordinal);

    public bool IsDuplicate(DbException error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    public void ForgetDeleted(DbConnection writer)
    {
        // Freed pages are overwritten as they are reused and WAL segments as they are recycled;
        // the threat model says so. Nothing can be forced from here.
    }

    public void Close() => _source.Dispose();
}
