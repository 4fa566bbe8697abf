using Sotto.Protocol;
using Sotto.Server.Privacy;
using Sotto.Storage;

namespace Sotto.Server.Vaults;

/// <summary>Vaults hold what only their owner reads. Of a conversation they hold its history, which goes with it.</summary>
internal sealed class VaultsPersonalData : IPersonalData
{
    public IReadOnlyList<OwnedTable> Tables { get; } =
    [
        new("vaults", ["owner_id", "created_at"], ["organisation_id", "vault_id"]),
        new("vault_ways", ["owner_id", "wrapped", "access_hash", "created_at"], ["organisation_id", "way_id"]),
        new(
            "vault_parts",
            ["owner_id", "body", "hash", "stored_at"],
            ["organisation_id", "conversation_id", "part", "number"]
        ),
        new("vault_keys", ["owner_id", "body", "stored_at"], ["organisation_id", "number"]),
        new("vault_roots", ["owner_id", "body", "stored_at"], ["organisation_id", "number"]),
    ];

    public Task<IReadOnlyDictionary<string, object>> ExportAsync(
        OrganisationId organisation,
        ConversationId conversation,
        CancellationToken cancel
    ) => Task.FromResult<IReadOnlyDictionary<string, object>>(new Dictionary<string, object>(StringComparer.Ordinal));

    public void Erase(WriteTransaction transaction, OrganisationId organisation, ConversationId conversation) =>
        transaction.Execute(
            "DELETE FROM vault_parts WHERE conversation_id = @conversation AND organisation_id = @organisation",
            new { conversation = conversation.ToString(), organisation = organisation.ToString() }
        );
}
