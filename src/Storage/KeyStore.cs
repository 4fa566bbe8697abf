using System.Security.Cryptography;

namespace Sotto.Storage;

/// <summary>
/// The storage keys, in a database of their own that ordinary backups leave out. Content is stored only wrapped under
/// its conversation's key, so destroying the key erases the content in every copy, old backups included.
/// </summary>
public sealed class KeyStore(Database keys, TimeProvider time) : IAsyncDisposable
{
    private const int MostCached = 4096;

    private readonly Lock _cacheLock = new();
    private readonly Dictionary<(string Organisation, string Conversation), StorageKey> _cache = [];
    private long _destroyed; // guarded by _cacheLock

    /// <summary>
    /// Makes the key of a new conversation; on disk when the task completes. The same id again keeps the first key; null
    /// when the id is another organisation's.
    /// </summary>
    public async Task<StorageKey?> CreateAsync(
        string organisation,
        string conversation,
        CancellationToken cancel = default
    )
    {
        long destroyed = DestroyedSoFar();
        byte[] fresh = RandomNumberGenerator.GetBytes(StorageKey.Size);
        byte[]? stored = await keys.WriteAsync(
                transaction =>
                {
                    transaction.Execute(
                        "INSERT INTO storage_keys (conversation_id, organisation_id, key, created_at) "
                            + "VALUES (@conversation, @organisation, @fresh, @at) ON CONFLICT DO NOTHING",
                        new
                        {
                            conversation,
                            organisation,
                            fresh,
                            at = time.GetUtcNow().ToUnixTimeMilliseconds(),
                        }
                    );
                    return transaction.Find<byte[]>(
                        "SELECT key FROM storage_keys WHERE conversation_id = @conversation AND organisation_id = @organisation",
                        new { conversation, organisation }
                    );
                },
                cancel
            )
            .ConfigureAwait(false);
        return stored is null ? null : Remember((organisation, conversation), stored, destroyed);
    }

    /// <summary>The key of a conversation, or null when it was destroyed or never made.</summary>
    public async Task<StorageKey?> FindAsync(
        string organisation,
        string conversation,
        CancellationToken cancel = default
    )
    {
        long destroyed;
        lock (_cacheLock)
        {
            if (_cache.TryGetValue((organisation, conversation), out StorageKey? cached))
            {
                return cached;
            }

            destroyed = _destroyed;
        }

        byte[]? stored = await keys.ReadAsync(
                reader =>
                    reader.FindAsync<byte[]>(
                        "SELECT key FROM storage_keys WHERE conversation_id = @conversation AND organisation_id = @organisation",
                        new { conversation, organisation }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return stored is null ? null : Remember((organisation, conversation), stored, destroyed);
    }

    /// <summary>
    /// The key of something that is not a conversation and lives as long as the server: an account, or the server itself.
    /// Made when there is none. The owner's id lies where a conversation's would; their prefixes keep them apart.
    /// </summary>
    /// <exception cref="StorageException">The id is another organisation's.</exception>
    public async Task<StorageKey> OfAsync(string organisation, string owner, CancellationToken cancel = default) =>
        await FindAsync(organisation, owner, cancel).ConfigureAwait(false)
        ?? await CreateAsync(organisation, owner, cancel).ConfigureAwait(false)
        ?? throw new StorageException("A storage key belongs to another organisation.");

    /// <summary>
    /// Destroys the key: gone from the store, its write-ahead file and this process when the task completes.
    /// Destroying a key that is gone is not an error, so that an interrupted deletion can be repeated.
    /// </summary>
    public async Task DestroyAsync(string organisation, string conversation, CancellationToken cancel = default)
    {
        await keys.WriteAsync(
                transaction =>
                    transaction.Execute(
                        "DELETE FROM storage_keys WHERE conversation_id = @conversation AND organisation_id = @organisation",
                        new { conversation, organisation }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        lock (_cacheLock)
        {
            _destroyed++;
            if (_cache.Remove((organisation, conversation), out StorageKey? key))
            {
                key.Wipe();
            }
        }

        keys.ForgetDeleted();
    }

    /// <summary>Closes the database of the keys.</summary>
    public ValueTask DisposeAsync() => keys.DisposeAsync();

    private long DestroyedSoFar()
    {
        lock (_cacheLock)
        {
            return _destroyed;
        }
    }

    /// <summary>One object per key, or destroying would wipe one and leave the other.</summary>
    private StorageKey Remember((string Organisation, string Conversation) place, byte[] stored, long destroyedBefore)
    {
        StorageKey key = new(stored);
        lock (_cacheLock)
        {
            if (_cache.TryGetValue(place, out StorageKey? present))
            {
                return present;
            }

            if (_destroyed != destroyedBefore)
            {
                return key; // perhaps this one, after it was read: kept here it would outlive its destruction
            }

            if (_cache.Count >= MostCached)
            {
                _cache.Clear(); // a full clear is rare, and simpler than an order of use
            }

            _cache[place] = key;
        }

        return key;
    }
}
