using System.Text.Json;
using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>Which websites may frame an inbox's chat page.</summary>
internal sealed class InboxSites(Database database)
{
    /// <summary>Origins, or null when there is no such inbox.</summary>
    public async Task<IReadOnlyList<string>?> FindAsync(InboxId inbox, CancellationToken cancel)
    {
        string? sites = await database
            .ReadAsync(
                reader =>
                    reader.FindAsync<string>(
                        "SELECT sites FROM inboxes WHERE inbox_id = @inbox",
                        new { inbox = inbox.ToString() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return sites is null ? null : JsonSerializer.Deserialize<List<string>>(sites, ProtocolJson.Options);
    }
}
