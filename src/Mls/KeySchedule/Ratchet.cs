using System.Diagnostics;
using Sotto.Mls.Cryptography;

namespace Sotto.Mls.KeySchedule;

/// <summary>
/// One member's keys for one kind of message (RFC 9420 section 9.1). Looking at a key changes nothing, because the
/// message may yet turn out to be forged; consuming it deletes it, so that it opens nothing twice.
/// </summary>
[DebuggerDisplay("[secret]")]
internal sealed class Ratchet : IDisposable
{
    private readonly Suite _suite;
    private readonly Secret _secret;
    private readonly Secret _ahead;
    private readonly SortedList<uint, Secret> _skipped;
    private uint? _aheadOf;

    /// <summary>Takes over the secret of the first generation.</summary>
    internal Ratchet(Suite suite, Secret secret)
        : this(suite, secret, 0, []) { }

    private Ratchet(Suite suite, Secret secret, uint generation, SortedList<uint, Secret> skipped)
    {
        _suite = suite;
        _secret = secret;
        _ahead = new(suite.HashLength);
        Generation = generation;
        _skipped = skipped;
    }

    /// <summary>The first generation whose key has not been derived.</summary>
    internal uint Generation { get; private set; }

    internal Secret Secret => _secret;

    /// <summary>Keys and nonces, one behind the other, of messages that others overtook.</summary>
    internal IReadOnlyDictionary<uint, Secret> Skipped => _skipped.AsReadOnly();

    public void Dispose()
    {
        _secret.Dispose();
        _ahead.Dispose();
        foreach (Secret key in _skipped.Values)
        {
            key.Dispose();
        }
    }

    internal static Ratchet Restore(Suite suite, Secret secret, uint generation) => new(suite, secret, generation, []);

    internal void RestoreSkipped(uint generation, Secret keyAndNonce) => _skipped.Add(generation, keyAndNonce);

    /// <summary>
    /// The key and nonce of a generation; changes nothing that lasts. Throws <see cref="MlsException" /> for one that
    /// has been used or given up, and, before any work, for one further ahead than allowed (peer failure 27).
    /// </summary>
    internal void Peek(uint generation, int mostAhead, Span<byte> key, Span<byte> nonce)
    {
        if (generation < Generation)
        {
            Secret stored = _skipped.TryGetValue(generation, out Secret? found)
                ? found
                : throw new MlsException("generation_used");
            stored.Bytes[..key.Length].CopyTo(key);
            stored.Bytes[key.Length..].CopyTo(nonce);
            return;
        }

        CheckAhead(generation, mostAhead);
        _aheadOf = null;
        _secret.Bytes.CopyTo(_ahead.Buffer);
        for (uint passed = Generation; passed < generation; passed++)
        {
            Step(_ahead, passed);
        }

        DeriveAll(generation, key, nonce);
        _aheadOf = generation;
    }

    /// <summary>
    /// Deletes the key of a generation that <see cref="Peek" /> gave, and keeps those of the ones it passed over, at
    /// most <paramref name="mostKept" />: then the oldest go.
    /// </summary>
    internal RatchetChange Consume(uint generation, int mostKept)
    {
        if (generation < Generation)
        {
            Forget(generation);
            return new([], [generation]);
        }

        CheckAhead(generation, mostKept);
        uint[] kept = generation == Generation ? [] : new uint[generation - Generation];
        for (uint passed = Generation; passed < generation; passed++)
        {
            kept[passed - Generation] = passed;
            Keep(passed);
            Step(_secret, passed);
        }

        if (_aheadOf == generation)
        {
            _ahead.Bytes.CopyTo(_secret.Buffer);
        }
        else
        {
            Step(_secret, generation);
        }

        _ahead.Buffer.Clear();
        _aheadOf = null;
        Generation = generation + 1;
        return new(kept, GiveUp(mostKept));
    }

    private void CheckAhead(uint generation, int mostAhead)
    {
        if (generation - Generation > (uint)mostAhead)
        {
            throw new MlsException("generation_too_far_ahead");
        }

        if (generation == uint.MaxValue)
        {
            throw new MlsException("generation_exhausted");
        }
    }

    private uint[] GiveUp(int mostKept)
    {
        if (_skipped.Count <= mostKept)
        {
            return [];
        }

        uint[] forgotten = [.. _skipped.Keys.Take(_skipped.Count - mostKept)];
        Array.ForEach(forgotten, Forget);
        return forgotten;
    }

    private void Keep(uint generation)
    {
        int keyLength = _suite.Aead.KeyLength;
        Secret keyAndNonce = new(keyLength + _suite.Aead.NonceLength);
        DeriveKey(_secret, generation, keyAndNonce.Buffer[..keyLength], keyAndNonce.Buffer[keyLength..]);
        _skipped.Add(generation, keyAndNonce);
    }

    private void Forget(uint generation)
    {
        if (_skipped.Remove(generation, out Secret? key))
        {
            key.Dispose();
        }
    }

    /// <summary>Key, nonce and the secret behind them, from one set-up of the secret.</summary>
    private void DeriveAll(uint generation, Span<byte> key, Span<byte> nonce)
    {
        using KeyedSecret secret = _suite.SetUp(_ahead.Bytes);
        secret.DeriveTreeSecret("key"u8, generation, key);
        secret.DeriveTreeSecret("nonce"u8, generation, nonce);
        secret.DeriveTreeSecret("secret"u8, generation, _ahead.Buffer);
    }

    private void DeriveKey(Secret secret, uint generation, Span<byte> key, Span<byte> nonce)
    {
        _suite.DeriveTreeSecret(secret.Bytes, "key"u8, generation, key);
        _suite.DeriveTreeSecret(secret.Bytes, "nonce"u8, generation, nonce);
    }

    private void Step(Secret secret, uint generation)
    {
        Span<byte> next = stackalloc byte[secret.Length];
        _suite.DeriveTreeSecret(secret.Bytes, "secret"u8, generation, next);
        next.CopyTo(secret.Buffer);
        next.Clear();
    }
}
