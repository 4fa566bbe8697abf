using System.Data.Common;
using Dapper;

namespace Sotto.Storage;

/// <summary>A connection that sees committed rows only and can change none.</summary>
public sealed class Reader
{
    private readonly DbConnection _connection;

    internal Reader(DbConnection connection) => _connection = connection;

    /// <summary>Reads all rows.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        (await _connection.QueryAsync<T>(sql, parameters).ConfigureAwait(false)).AsList();

    /// <summary>Reads the only row, or the default when there is none.</summary>
    public Task<T?> FindAsync<T>(string sql, object? parameters = null) =>
        _connection.QuerySingleOrDefaultAsync<T>(sql, parameters);

    /// <summary>Reads one value; the statement must return a row.</summary>
    public Task<T> GetAsync<T>(string sql, object? parameters = null) =>
        _connection.QuerySingleAsync<T>(sql, parameters);
}
