using System.Text.Json;

namespace Sotto.Scenarios.Harness;

/// <summary>What a page's origin keeps in the browser, counted from inside the page.</summary>
public static class BrowserStorage
{
    private const string CountRecords = """
        async (part) => {
          const asked = (request) => new Promise((done, failed) => {
            request.onsuccess = () => done(request.result)
            request.onerror = () => failed(request.error)
          })
          const counts = {}
          for (const { name } of await indexedDB.databases()) {
            const database = await asked(indexedDB.open(name))
            for (const table of database.objectStoreNames) {
              const keys = await asked(database.transaction(table).objectStore(table).getAllKeys())
              const found = keys.filter((key) => part === "" || [key].flat().includes(part)).length
              if (found > 0) counts[table] = (counts[table] ?? 0) + found
            }
            database.close()
          }
          return JSON.stringify(counts)
        }
        """;

    /// <summary>Records by table, of all databases; of one conversation where its id is given.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> RecordsAsync(IFrame frame, string conversation = "")
    {
        string counts = await frame.EvaluateAsync<string>(CountRecords, conversation);
        return JsonSerializer.Deserialize<Dictionary<string, int>>(counts)!;
    }

    /// <summary>Entries of local storage, session storage and caches.</summary>
    public static Task<int> OtherEntriesAsync(IFrame frame) =>
        frame.EvaluateAsync<int>(
            "async () => localStorage.length + sessionStorage.length + (await caches.keys()).length"
        );
}
