namespace Sotto.Server.Accounts.Passwords;

/// <summary>
/// Lets two passwords be hashed at a time, and a few wait: each takes 64 MiB, and whoever guesses in bulk must use up
/// neither memory nor processors.
/// </summary>
internal sealed class PasswordHashing(PasswordCost cost) : IDisposable
{
    private const int AtOnce = 2;
    private const int Waiting = 16;

    private readonly SemaphoreSlim _slots = new(AtOnce, AtOnce);
    private readonly string _ofNobody = PasswordHash.OfNobody(cost);
    private int _inside;

    /// <summary>A turn, or null when too many are waiting. Nothing is hashed without one.</summary>
    public async Task<Turn?> TryEnterAsync(CancellationToken cancel)
    {
        if (Interlocked.Increment(ref _inside) > AtOnce + Waiting)
        {
            Interlocked.Decrement(ref _inside);
            return null;
        }

        try
        {
            await _slots.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Decrement(ref _inside);
            throw;
        }

        return new Turn(this);
    }

    public void Dispose() => _slots.Dispose();

    private string Hash(AcceptedPassword password) => PasswordHash.Make(password.Text, cost);

    private void Leave()
    {
        _slots.Release();
        Interlocked.Decrement(ref _inside);
    }

    /// <summary>The right to hash, given back when disposed.</summary>
    internal sealed class Turn(PasswordHashing hashing) : IDisposable
    {
        private bool _isOver;

        public string Hash(AcceptedPassword password)
        {
            ObjectDisposedException.ThrowIf(_isOver, this);
            return hashing.Hash(password);
        }

        /// <summary>Whether the stored hash is of this password. Without one it takes as long and says no.</summary>
        public bool Verify(string password, string? stored)
        {
            ObjectDisposedException.ThrowIf(_isOver, this);
            return PasswordHash.IsOf(stored ?? hashing._ofNobody, password) && stored is not null;
        }

        public void Dispose()
        {
            if (!_isOver)
            {
                _isOver = true;
                hashing.Leave();
            }
        }
    }
}
