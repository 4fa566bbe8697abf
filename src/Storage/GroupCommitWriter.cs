using System.Data.Common;
using System.Threading.Channels;
using Dapper;

namespace Sotto.Storage;

/// <summary>
/// The one writer of a node. Work that arrives while a commit is on its way to the disk shares the next commit,
/// so that a burst of messages costs one fsync instead of one each; every piece runs in a savepoint of its own,
/// so that one that fails takes nobody else with it.
/// </summary>
internal sealed class GroupCommitWriter : IAsyncDisposable
{
    private const int MostInOneCommit = 256;

    private readonly IEngine _engine;
    private readonly Channel<Work> _queue = Channel.CreateBounded<Work>(
        new BoundedChannelOptions(8 * MostInOneCommit) { SingleReader = true }
    );
    private readonly Thread _thread;
    private DbConnection? _connection;

    internal GroupCommitWriter(IEngine engine)
    {
        _engine = engine;
        _thread = new Thread(Run) { IsBackground = true, Name = "sotto writer" };
        _thread.Start();
    }

    internal async Task<T> WriteAsync<T>(Func<WriteTransaction, T> work, CancellationToken cancel)
    {
        Work<T> item = new(work);
        await _queue.Writer.WriteAsync(item, cancel).ConfigureAwait(false);
        // From here on the work may be committed, so the caller waits for the truth even when it is cancelled.
        return await item.Outcome.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await Task.Run(_thread.Join).ConfigureAwait(false);
        _connection?.Dispose();
    }

    private void Run()
    {
        List<Work> batch = new(MostInOneCommit);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            while (batch.Count < MostInOneCommit && _queue.Reader.TryRead(out Work? work))
            {
                batch.Add(work);
            }

            Commit(batch);
        }
    }

    private void Commit(List<Work> batch)
    {
        try
        {
            DbConnection connection = _connection ??= _engine.OpenWriter();
            using DbTransaction transaction = connection.BeginTransaction();
            foreach (Work work in batch)
            {
                RunInSavepoint(work, connection, transaction);
            }

            transaction.Commit();
        }
#pragma warning disable CA1031 // whatever broke the commit is every waiting caller's answer, and the writer lives on
        catch (Exception error)
#pragma warning restore CA1031
        {
            Reconnect();
            batch.ForEach(work => work.Fail(error));
            return;
        }

        batch.ForEach(work => work.Complete());
    }

    private void RunInSavepoint(Work work, DbConnection connection, DbTransaction transaction)
    {
        connection.Execute("SAVEPOINT work", transaction: transaction);
        WriteTransaction piece = new(connection, transaction, _engine);
        bool kept = work.Run(piece) && !piece.IsUndone;
        connection.Execute(
            kept ? "RELEASE SAVEPOINT work" : "ROLLBACK TO SAVEPOINT work; RELEASE SAVEPOINT work",
            transaction: transaction
        );
    }

    private void Reconnect()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private abstract class Work
    {
        internal abstract bool Run(WriteTransaction transaction);

        internal abstract void Complete();

        internal abstract void Fail(Exception error);
    }

    private sealed class Work<T>(Func<WriteTransaction, T> work) : Work
    {
        // Continuations must not run on the writer's thread: they would hold up everybody's next commit.
        private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private WriteTransaction? _transaction;
        private T? _result;
        private Exception? _refusal;

        internal Task<T> Outcome => _outcome.Task;

        internal override bool Run(WriteTransaction transaction)
        {
            _transaction = transaction;
            try
            {
                _result = work(transaction);
                return true;
            }
#pragma warning disable CA1031 // handed to the caller who waits for the outcome
            catch (Exception error)
#pragma warning restore CA1031
            {
                _refusal = error;
                return false;
            }
        }

        internal override void Complete()
        {
            if (_refusal is { } refusal)
            {
                _outcome.SetException(refusal);
                return;
            }

            try
            {
                foreach (Action action in _transaction!.IsUndone ? [] : _transaction.AfterCommit)
                {
                    action();
                }
            }
#pragma warning disable CA1031 // a bug of the caller's: it comes out there, and neither others nor the writer pay for it
            catch (Exception error)
#pragma warning restore CA1031
            {
                _outcome.SetException(error);
                return;
            }

            _outcome.SetResult(_result!);
        }

        internal override void Fail(Exception error) => _outcome.SetException(_refusal ?? error);
    }
}
