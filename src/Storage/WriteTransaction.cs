using System.Data.Common;
using Dapper;

namespace Sotto.Storage;

/// <summary>
/// One unit of work on the writer's connection. It is durable when the task that <see cref="Database.WriteAsync{T}"/>
/// returned completes, and leaves nothing behind when the work throws.
/// </summary>
public sealed class WriteTransaction
{
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;
    private readonly IEngine _engine;
    private List<Action>? _afterCommit;

    internal WriteTransaction(DbConnection connection, DbTransaction transaction, IEngine engine)
    {
        _connection = connection;
        _transaction = transaction;
        _engine = engine;
    }

    /// <summary>Appended to a SELECT whose rows this work is going to change, so that no other node changes them first.</summary>
    public string ForUpdate => _engine.ForUpdate;

    internal bool IsUndone { get; private set; }

    internal IReadOnlyList<Action> AfterCommit => _afterCommit ?? [];

    /// <summary>Runs a statement and returns the number of rows it changed.</summary>
    public int Execute(string sql, object? parameters = null) => _connection.Execute(sql, parameters, _transaction);

    /// <summary>Reads all rows.</summary>
    public IReadOnlyList<T> Query<T>(string sql, object? parameters = null) =>
        _connection.Query<T>(sql, parameters, _transaction).AsList();

    /// <summary>Reads the only row, or the default when there is none.</summary>
    public T? Find<T>(string sql, object? parameters = null) =>
        _connection.QuerySingleOrDefault<T>(sql, parameters, _transaction);

    /// <summary>Reads one value; the statement must return a row.</summary>
    public T Get<T>(string sql, object? parameters = null) => _connection.QuerySingle<T>(sql, parameters, _transaction);

    /// <summary>
    /// Takes back everything this work wrote; what it returns still reaches the caller. A refusal that comes after the
    /// first write says this, so that it leaves the store unchanged.
    /// </summary>
    public void Undo() => IsUndone = true;

    /// <summary>Runs <paramref name="action"/> after the commit reached the disk, never when it did not. It must not block; what it throws reaches the caller, although the work is on disk.</summary>
    public void WhenCommitted(Action action) => (_afterCommit ??= []).Add(action);
}
