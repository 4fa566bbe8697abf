using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>An organisation with the public half of its root, which set-up fixed.</summary>
internal sealed record Organisation(OrganisationId Id, string Name, Bytes Root)
{
    /// <summary>What the organisation's certificates are verified against.</summary>
    public TrustedRoot ToTrustedRoot() => new(Id, Ed25519PublicKey.Import(Root.Span));
}

/// <summary>Organisations on this server.</summary>
internal sealed class OrganisationStore(Database database, TimeProvider time)
{
    private sealed record Row(string Name, byte[] RootKey);

    public void Add(WriteTransaction transaction, Organisation organisation) =>
        transaction.Execute(
            "INSERT INTO organisations (organisation_id, name, root_key, created_at) VALUES (@id, @name, @root, @now)",
            new
            {
                id = organisation.Id.ToString(),
                name = organisation.Name,
                root = organisation.Root.ToArray(),
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            }
        );

    /// <summary>Whether an organisation has this root.</summary>
    public static bool IsTaken(WriteTransaction transaction, Bytes root) =>
        transaction.Get<long>(
            "SELECT COUNT(*) FROM organisations WHERE root_key = @root",
            new { root = root.ToArray() }
        ) > 0;

    /// <summary>The organisation with this root, or null.</summary>
    public async Task<Organisation?> FindByRootAsync(Bytes root, CancellationToken cancel)
    {
        string? id = await database
            .ReadAsync(
                reader =>
                    reader.FindAsync<string>(
                        "SELECT organisation_id FROM organisations WHERE root_key = @root",
                        new { root = root.ToArray() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return id is null ? null : await GetAsync(OrganisationId.Parse(id), cancel).ConfigureAwait(false);
    }

    /// <summary>The organisation of a caller or row; an id that has no organisation is a bug of ours.</summary>
    public async Task<Organisation> GetAsync(OrganisationId id, CancellationToken cancel)
    {
        Row row = await database
            .ReadAsync(
                reader =>
                    reader.GetAsync<Row>(
                        "SELECT name AS Name, root_key AS RootKey FROM organisations WHERE organisation_id = @id",
                        new { id = id.ToString() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return new Organisation(id, row.Name, new Bytes(row.RootKey));
    }
}
