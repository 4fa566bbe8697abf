using System.Security.Cryptography;
using Sotto.Storage;
using Sotto.Testing;

namespace Sotto.Storage.Tests;

public sealed class KeyStoreTests(Stores stores)
{
    private const string Organisation = "org_a";

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_wrapped_value_opens_at_its_place_and_nowhere_else(string store)
    {
        (KeyStore keys, Database database) = await OpenAsync(store);
        await using Database _ = database;
        StorageKey key = await CreatedAsync(keys, "cnv_a");
        StorageKey other = await CreatedAsync(keys, "cnv_b");

        byte[] wrapped = key.Wrap("cnv_a/message/1", 7, "hello"u8);

        Assert.Equal("hello"u8.ToArray(), key.Unwrap("cnv_a/message/1", 7, wrapped));
        Assert.ThrowsAny<CryptographicException>(() => key.Unwrap("cnv_a/message/2", 7, wrapped));
        Assert.ThrowsAny<CryptographicException>(() => key.Unwrap("cnv_a/message/1", 8, wrapped));
        Assert.ThrowsAny<CryptographicException>(() => other.Unwrap("cnv_a/message/1", 7, wrapped));
        Assert.ThrowsAny<CryptographicException>(() => key.Unwrap("cnv_a/message/1", 7, wrapped.AsSpan(0, 20)));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Creating_a_key_again_keeps_the_first_one(string store)
    {
        (KeyStore keys, Database database) = await OpenAsync(store);
        await using Database _ = database;
        byte[] wrapped = (await CreatedAsync(keys, "cnv_a")).Wrap("p", 0, "x"u8);

        StorageKey again = await CreatedAsync(keys, "cnv_a");

        Assert.Equal("x"u8.ToArray(), again.Unwrap("p", 0, wrapped));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_destroyed_key_is_gone_from_the_store_and_unusable_in_memory(string store)
    {
        (KeyStore keys, Database database) = await OpenAsync(store);
        await using Database _ = database;
        StorageKey key = await CreatedAsync(keys, "cnv_a");

        await keys.DestroyAsync(Organisation, "cnv_a");
        await keys.DestroyAsync(Organisation, "cnv_a");

        Assert.Null(await keys.FindAsync(Organisation, "cnv_a"));
        Assert.Throws<ObjectDisposedException>(() => key.Wrap("p", 0, "x"u8));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Another_organisation_neither_finds_nor_destroys_a_key(string store)
    {
        (KeyStore keys, Database database) = await OpenAsync(store);
        await using Database _ = database;
        byte[] wrapped = (await CreatedAsync(keys, "cnv_a")).Wrap("p", 0, "x"u8);

        await keys.DestroyAsync("org_b", "cnv_a");
        KeyStore fresh = new(database, TimeProvider.System);

        foreach (KeyStore either in new[] { keys, fresh })
        {
            StorageKey? found = await either.FindAsync(Organisation, "cnv_a");
            Assert.Equal("x"u8.ToArray(), found!.Unwrap("p", 0, wrapped));
            Assert.Null(await either.FindAsync("org_b", "cnv_a"));
            Assert.Null(await either.CreateAsync("org_b", "cnv_a"));
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_key_that_was_being_looked_up_while_it_was_destroyed_does_not_come_back(string store)
    {
        (KeyStore first, Database database) = await OpenAsync(store);
        await using Database _ = database;
        for (int round = 0; round < 100; round++)
        {
            string conversation = $"cnv_{round}";
            await first.CreateAsync(Organisation, conversation);
            KeyStore cold = new(database, TimeProvider.System);

            Task[] readers = Enumerable
                .Range(0, 8)
                .Select(_ => Task.Run(() => cold.FindAsync(Organisation, conversation)))
                .ToArray();
            await cold.DestroyAsync(Organisation, conversation);
            await Task.WhenAll(readers);

            Assert.Null(await cold.FindAsync(Organisation, conversation));
        }
    }

    [Fact]
    public async Task A_key_wiped_while_it_wraps_refuses_rather_than_wrapping_under_zeros()
    {
        (KeyStore keys, Database database) = await OpenAsync(Stores.Sqlite);
        await using Database _ = database;
        for (int round = 0; round < 50; round++)
        {
            string conversation = $"cnv_{round}";
            StorageKey key = await CreatedAsync(keys, conversation);
            byte[] raw = await database.ReadAsync(reader =>
                reader.GetAsync<byte[]>(
                    "SELECT key FROM storage_keys WHERE conversation_id = @conversation",
                    new { conversation }
                )
            );
            List<byte[]> wrapped = [];
            Task wrapping = Task.Run(() => Assert.Throws<ObjectDisposedException>(() => WrapWithoutEnd(key, wrapped)));
            await keys.DestroyAsync(Organisation, conversation);
            await wrapping;

            using AesGcm cipher = new(raw, 16);
            Assert.All(wrapped, blob => Open(cipher, blob));
        }
    }

    private static void WrapWithoutEnd(StorageKey key, List<byte[]> wrapped)
    {
        while (true)
        {
            wrapped.Add(key.Wrap("p", 0, "x"u8));
        }
    }

    private static void Open(AesGcm cipher, byte[] blob)
    {
        byte[] place = [.. "p"u8, .. new byte[8]];
        cipher.Decrypt(blob.AsSpan(0, 12), blob.AsSpan(12, 1), blob.AsSpan(13), new byte[1], place);
    }

    private static async Task<StorageKey> CreatedAsync(KeyStore keys, string conversation) =>
        await keys.CreateAsync(Organisation, conversation)
        ?? throw new InvalidOperationException("The key belongs to another organisation.");

    [Fact]
    public async Task No_byte_of_a_destroyed_key_stays_in_the_SQLite_files()
    {
        string folder = stores.NewFolder();
        string connection = await stores.NewDatabaseAsync(Stores.Sqlite, folder, "keys");
        await using Database database = Database.Open(connection, "Keys", TimeProvider.System);
        KeyStore keys = new(database, TimeProvider.System);
        await keys.CreateAsync(Organisation, "cnv_a");
        byte[] raw = await database.ReadAsync(reader => reader.GetAsync<byte[]>("SELECT key FROM storage_keys"));
        Assert.True(FilesHold(folder, raw), "the search finds the key while it exists");

        await keys.DestroyAsync(Organisation, "cnv_a");

        Assert.False(FilesHold(folder, raw));
    }

    private static bool FilesHold(string folder, byte[] needle) =>
        Directory.GetFiles(folder).Any(file => ReadShared(file).AsSpan().IndexOf(needle) >= 0);

    private static byte[] ReadShared(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private async Task<(KeyStore Keys, Database Database)> OpenAsync(string store)
    {
        string connection = await stores.NewDatabaseAsync(store, stores.NewFolder(), "keys");
        Database database = Database.Open(connection, "Keys", TimeProvider.System);
        return (new KeyStore(database, TimeProvider.System), database);
    }
}
