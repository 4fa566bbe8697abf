using Microsoft.Data.Sqlite;

namespace Sotto.Scenarios.Harness;

/// <summary>Looks into the server's files from outside, while it runs.</summary>
public static class ServerDatabase
{
    private static readonly (string File, string Table, string What)[] Content =
    [
        ("sotto.db", "conversation_events", "body IS NOT NULL"),
        ("sotto.db", "conversation_events", "commitment IS NOT NULL"),
        ("sotto.db", "welcomes", "true"),
        ("sotto.db", "group_states", "true"),
        ("keys.db", "storage_keys", "true"),
    ];

    /// <summary>As if five minutes had passed since anybody proved who they are.</summary>
    public static Task MakeVerificationsStaleAsync(SottoProcess server) =>
        UpdateAsync(server, "UPDATE sessions SET verified_at = 0");

    /// <summary>As if the set-up, and with it the kit, were that much longer ago.</summary>
    public static Task MakeKitOlderAsync(SottoProcess server, TimeSpan by) =>
        UpdateAsync(server, $"UPDATE organisations SET created_at = created_at - {(long)by.TotalMilliseconds}");

    /// <summary>As if that person had created an API token for the device that they have.</summary>
    public static Task GiveApiTokenAsync(SottoProcess server, string holder, string name) =>
        UpdateAsync(
            server,
            "INSERT INTO api_tokens (token_hash, token_id, organisation_id, user_id, device_id, name, scopes, created_at, "
                + "expires_at) SELECT randomblob(32), 'apt_aaaaaaaaaaaaaaaaaaaaaaaaaa', s.organisation_id, s.user_id, "
                + $"d.device_id, '{name}', 'directoryRead', d.created_at, d.created_at + 864000000 FROM staff s "
                + $"JOIN devices d ON d.owner_id = s.user_id WHERE s.name = '{holder}'"
        );

    /// <summary>How many rows with content, or a key to content, there still are of a conversation.</summary>
    public static async Task<long> ContentOfAsync(SottoProcess server, string conversation)
    {
        long rows = 0;
        foreach ((string file, string table, string what) in Content)
        {
            await using SqliteConnection connection = new(
                $"Data Source={Path.Combine(server.Data, file)};Mode=ReadOnly;Pooling=False"
            );
            await connection.OpenAsync();
            await using SqliteCommand count = connection.CreateCommand();
            count.CommandText = $"SELECT count(*) FROM {table} WHERE conversation_id = $conversation AND {what}";
            count.Parameters.AddWithValue("$conversation", conversation);
            rows += (long)(await count.ExecuteScalarAsync())!;
        }

        return rows;
    }

    private static async Task UpdateAsync(SottoProcess server, string sql)
    {
        await using SqliteConnection connection = new(
            $"Data Source={Path.Combine(server.Data, "sotto.db")};Mode=ReadWrite;Pooling=False;Default Timeout=10"
        );
        await connection.OpenAsync();
        await using SqliteCommand update = connection.CreateCommand();
        update.CommandText = sql;
        Assert.True(await update.ExecuteNonQueryAsync() > 0);
    }
}
