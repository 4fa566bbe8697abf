using Microsoft.Data.Sqlite;

namespace Sotto.Scenarios.Harness;

/// <summary>Looks into the server's files from outside, while it runs.</summary>
public static class ServerDatabase
{
    /// <summary>Rows of a conversation, by table, in the main database and the key store.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> RowsOfAsync(SottoProcess server, string conversation)
    {
        Dictionary<string, long> rows = new(StringComparer.Ordinal);
        foreach (string file in new[] { "sotto.db", "keys.db" })
        {
            await using SqliteConnection connection = new($"Data Source={Path.Combine(server.Data, file)};Mode=ReadOnly;Pooling=False");
            await connection.OpenAsync();
            foreach (string table in await TextsAsync(connection, TablesWithConversations))
            {
                await using SqliteCommand count = connection.CreateCommand();
                count.CommandText = $"SELECT count(*) FROM {table} WHERE conversation_id = $conversation";
                count.Parameters.AddWithValue("$conversation", conversation);
                rows[table] = (long)(await count.ExecuteScalarAsync())!;
            }
        }

        return rows;
    }

    private const string TablesWithConversations =
        "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'conversation_id' WHERE m.type = 'table'";

    private static async Task<IReadOnlyList<string>> TextsAsync(SqliteConnection connection, string sql)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await using SqliteDataReader reader = await command.ExecuteReaderAsync();
        List<string> texts = [];
        while (await reader.ReadAsync())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }
}
