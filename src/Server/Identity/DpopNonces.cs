using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Sotto.Protocol;

namespace Sotto.Server.Identity;

/// <summary>
/// Nonces for DPoP proofs (RFC 9449, section 8): random, single use, five minutes. They live in memory, so a restart
/// ends them all and no captured proof outlives the process that asked for it.
/// </summary>
internal sealed class DpopNonces(TimeProvider time)
{
    private const int MostAlive = 200_000;
    private const int Size = 16;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _alive = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Nonce, DateTimeOffset Ends)> _oldestFirst = new();

    public string Issue()
    {
        DateTimeOffset now = time.GetUtcNow();
        DropEnded(now);
        string nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Size));
        DateTimeOffset ends = now + Limits.NonceLifetime;
        _alive[nonce] = ends;
        _oldestFirst.Enqueue((nonce, ends));
        return nonce;
    }

    /// <summary>Uses the nonce up. True once, false for ever after.</summary>
    public bool TryUse(string nonce) => _alive.TryRemove(nonce, out DateTimeOffset ends) && ends > time.GetUtcNow();

    private void DropEnded(DateTimeOffset now)
    {
        // The bound drops the oldest first: somebody who floods for nonces only shortens the life of unused ones.
        while (
            _oldestFirst.TryPeek(out (string Nonce, DateTimeOffset Ends) oldest)
            && (oldest.Ends <= now || _oldestFirst.Count > MostAlive)
            && _oldestFirst.TryDequeue(out oldest)
        )
        {
            _alive.TryRemove(oldest.Nonce, out _);
        }
    }
}
