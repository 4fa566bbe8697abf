using Sotto.Storage;
using Sotto.Testing;

[assembly: AssemblyFixture(typeof(Stores))]

namespace Sotto.Storage.Tests;

public sealed class DatabaseTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_a_completed_write_stored_is_there_after_reopening(string store)
    {
        string connection = await stores.NewDatabaseAsync(store, stores.NewFolder(), "main");
        await using (Database database = Database.Open(connection, "Main", TimeProvider.System))
        {
            await database.WriteAsync(Insert("inb_a"));
        }

        await using Database again = Database.Open(connection, "Main", TimeProvider.System);
        Assert.Equal(["inb_a"], await InboxesAsync(again));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_piece_that_throws_leaves_nothing_and_takes_nobody_else_with_it(string store)
    {
        await using Database database = await OpenAsync(store);

        Task[] good = Enumerable.Range(0, 50).Select(i => database.WriteAsync(Insert($"inb_{i}"))).ToArray();
        Task bad = database.WriteAsync(transaction =>
        {
            Insert("inb_bad")(transaction);
            throw new InvalidOperationException("after its own insert");
        });
        await Task.WhenAll(good);

        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        IReadOnlyList<string> inboxes = await InboxesAsync(database);
        Assert.Equal(50, inboxes.Count);
        Assert.DoesNotContain("inb_bad", inboxes);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_duplicate_key_is_told_apart_and_others_in_the_same_commit_stay(string store)
    {
        await using Database database = await OpenAsync(store);
        await database.WriteAsync(Insert("inb_same"));

        Task[] others = Enumerable.Range(0, 10).Select(i => database.WriteAsync(Insert($"inb_{i}"))).ToArray();
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => database.WriteAsync(Insert("inb_same")));
        await Task.WhenAll(others);

        Assert.True(database.IsDuplicate(error));
        Assert.Equal(11, (await InboxesAsync(database)).Count);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Actions_after_the_commit_run_only_for_what_was_committed(string store)
    {
        await using Database database = await OpenAsync(store);
        List<string> ran = [];

        await database.WriteAsync(transaction => transaction.WhenCommitted(() => ran.Add("kept")));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            database.WriteAsync(transaction =>
            {
                transaction.WhenCommitted(() => ran.Add("refused"));
                throw new InvalidOperationException();
            })
        );

        Assert.Equal(["kept"], ran);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_action_after_the_commit_that_throws_harms_nobody_else_and_the_writer_lives_on(string store)
    {
        await using Database database = await OpenAsync(store);

        Task[] others = Enumerable.Range(0, 20).Select(i => database.WriteAsync(Insert($"inb_{i}"))).ToArray();
        Task broken = database.WriteAsync(transaction =>
        {
            Insert("inb_broken")(transaction);
            transaction.WhenCommitted(() => throw new NotSupportedException("a bug"));
        });
        await Task.WhenAll(others);

        await Assert.ThrowsAsync<NotSupportedException>(() => broken);
        await database.WriteAsync(Insert("inb_later"));
        Assert.Equal(22, (await InboxesAsync(database)).Count);
    }

    [Fact]
    public async Task Forgetting_waits_for_a_write_that_is_under_way_instead_of_giving_up()
    {
        string folder = stores.NewFolder();
        string connection = await stores.NewDatabaseAsync(Stores.Sqlite, folder, "main");
        await using Database database = Database.Open(connection, "Main", TimeProvider.System);
        await database.WriteAsync(Insert("inb_a"));
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim mayEnd = new();
        Task writing = database.WriteAsync(transaction =>
        {
            Insert("inb_b")(transaction);
            entered.Set();
            mayEnd.Wait();
        });
        entered.Wait(TestContext.Current.CancellationToken);

        Task forgetting = Task.Run(database.ForgetDeleted, TestContext.Current.CancellationToken);
        Task first = await Task.WhenAny(forgetting, Task.Delay(200, TestContext.Current.CancellationToken));
        mayEnd.Set();
        await writing;
        await forgetting;

        Assert.NotSame(forgetting, first);
        Assert.Equal(0, new FileInfo(Path.Combine(folder, "main.db-wal")).Length);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_refusal_that_undoes_itself_answers_and_leaves_nothing(string store)
    {
        await using Database database = await OpenAsync(store);
        bool ran = false;

        string answer = await database.WriteAsync(transaction =>
        {
            Insert("inb_undone")(transaction);
            transaction.WhenCommitted(() => ran = true);
            transaction.Undo();
            return "refused";
        });

        Assert.Equal("refused", answer);
        Assert.False(ran);
        Assert.Empty(await InboxesAsync(database));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_reader_cannot_write(string store)
    {
        await using Database database = await OpenAsync(store);

        if (store == Stores.Sqlite)
        {
            await Assert.ThrowsAnyAsync<Exception>(() =>
                database.ReadAsync(reader => reader.QueryAsync<long>("DELETE FROM inboxes RETURNING 1"))
            );
        }

        Assert.Empty(await InboxesAsync(database));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_database_of_a_newer_version_is_refused_with_a_clear_line(string store)
    {
        string connection = await stores.NewDatabaseAsync(store, stores.NewFolder(), "main");
        await using (Database database = Database.Open(connection, "Main", TimeProvider.System))
        {
            await database.WriteAsync(transaction =>
                transaction.Execute(
                    "INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (9999, 'later', 'x', 0)"
                )
            );
        }

        StorageException error = Assert.Throws<StorageException>(() =>
            Database.Open(connection, "Main", TimeProvider.System)
        );
        Assert.Contains("9999", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_kind_of_database_is_refused_with_a_clear_line()
    {
        StorageException error = Assert.Throws<StorageException>(() =>
            Database.Open("Server=elsewhere", "Main", TimeProvider.System)
        );
        Assert.Contains("Data Source=", error.Message, StringComparison.Ordinal);
    }

    private async Task<Database> OpenAsync(string store) =>
        Database.Open(await stores.NewDatabaseAsync(store, stores.NewFolder(), "main"), "Main", TimeProvider.System);

    private static Action<WriteTransaction> Insert(string inbox) =>
        transaction =>
            transaction.Execute(
                "INSERT INTO inboxes (inbox_id, organisation_id, name, greeting, sites, created_at) "
                    + "VALUES (@inbox, 'org', 'n', '', '[]', 0)",
                new { inbox }
            );

    private static Task<IReadOnlyList<string>> InboxesAsync(Database database) =>
        database.ReadAsync(reader => reader.QueryAsync<string>("SELECT inbox_id FROM inboxes ORDER BY inbox_id"));
}
