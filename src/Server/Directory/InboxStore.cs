using System.Text.Json;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>Inboxes of organisations.</summary>
internal sealed class InboxStore(Database database, TimeProvider time)
{
    private const string Select =
        "SELECT organisation_id AS OrganisationId, inbox_id AS InboxId, name AS Name, greeting AS Greeting, sites AS Sites FROM inboxes ";

    private sealed record Row(string OrganisationId, string InboxId, string Name, string Greeting, string Sites)
    {
        public Inbox ToInbox() =>
            new(
                Protocol.InboxId.Parse(InboxId),
                Name,
                Greeting,
                JsonSerializer.Deserialize<List<string>>(Sites, ProtocolJson.Options) ?? []
            );
    }

    public void Add(WriteTransaction transaction, OrganisationId organisation, Inbox inbox) =>
        transaction.Execute(
            "INSERT INTO inboxes (inbox_id, organisation_id, name, greeting, sites, created_at) "
                + "VALUES (@id, @organisation, @name, @greeting, @sites, @now)",
            new
            {
                id = inbox.Id.ToString(),
                organisation = organisation.ToString(),
                name = inbox.Name,
                greeting = inbox.Greeting,
                sites = JsonSerializer.Serialize(inbox.Sites, ProtocolJson.Options),
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            }
        );

    /// <summary>Whether the id is taken, by whatever organisation.</summary>
    public static bool IsTaken(WriteTransaction transaction, InboxId inbox) =>
        transaction.Get<long>("SELECT COUNT(*) FROM inboxes WHERE inbox_id = @inbox", new { inbox = inbox.ToString() })
        > 0;

    /// <summary>Whether every one of these is an inbox of this organisation.</summary>
    public static bool AllExist(WriteTransaction transaction, OrganisationId organisation, IEnumerable<InboxId> inboxes)
    {
        HashSet<string> present = transaction
            .Query<string>(
                "SELECT inbox_id FROM inboxes WHERE organisation_id = @organisation",
                new { organisation = organisation.ToString() }
            )
            .ToHashSet(StringComparer.Ordinal);
        return inboxes.All(inbox => present.Contains(inbox.ToString()));
    }

    public async Task<IReadOnlyList<Inbox>> ListAsync(OrganisationId organisation, CancellationToken cancel)
    {
        IReadOnlyList<Row> rows = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<Row>(
                        Select + "WHERE organisation_id = @organisation ORDER BY created_at, inbox_id",
                        new { organisation = organisation.ToString() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return rows.Select(row => row.ToInbox()).ToList();
    }

    /// <summary>The newest inbox that may be embedded on this website, of whatever organisation, and whose it is.</summary>
    public async Task<PublicInbox?> NewestOnAsync(string site, CancellationToken cancel)
    {
        IReadOnlyList<Row> rows = await database
            .ReadAsync(reader => reader.QueryAsync<Row>(Select + "ORDER BY created_at DESC, inbox_id"), cancel)
            .ConfigureAwait(false);
        return rows.Select(row => new PublicInbox(OrganisationId.Parse(row.OrganisationId), row.ToInbox()))
            .FirstOrDefault(found => found.Inbox.Sites.Contains(site, StringComparer.Ordinal));
    }

    /// <summary>An inbox by its public id, and whose it is; null when there is none.</summary>
    public async Task<PublicInbox?> FindAsync(InboxId inbox, CancellationToken cancel)
    {
        Row? row = await database
            .ReadAsync(
                reader => reader.FindAsync<Row>(Select + "WHERE inbox_id = @inbox", new { inbox = inbox.ToString() }),
                cancel
            )
            .ConfigureAwait(false);
        return row is null ? null : new PublicInbox(OrganisationId.Parse(row.OrganisationId), row.ToInbox());
    }
}

/// <summary>An inbox and the organisation it belongs to.</summary>
internal sealed record PublicInbox(OrganisationId Organisation, Inbox Inbox);
