using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Privacy;

/// <summary>
/// What deletion, the audit log and remembered answers hold. They survive the deletion of a conversation: they prove
/// that it happened, and hold ids instead of content.
/// </summary>
internal sealed class PrivacyPersonalData : IPersonalData
{
    public IReadOnlyList<OwnedTable> Tables { get; } =
    [
        new("storage_keys", ["created_at"], ["conversation_id", "organisation_id", "key"]),
        new("deletions", ["requested_by", "requested_at"], ["conversation_id", "organisation_id", "key_destroyed_at"]),
        new("audit_entries", ["actor", "entry", "at"], ["organisation_id", "number", "kind", "salt", "commitment"]),
        new(
            "idempotency_keys",
            ["caller", "reply"],
            ["idempotency_key", "organisation_id", "body_hash", "status", "created_at"]
        ),
    ];

    public Task<IReadOnlyDictionary<string, object>> ExportAsync(
        OrganisationId organisation,
        ConversationId conversation,
        CancellationToken cancel
    ) => Task.FromResult<IReadOnlyDictionary<string, object>>(new Dictionary<string, object>(StringComparer.Ordinal));

    public void Erase(WriteTransaction transaction, OrganisationId organisation, ConversationId conversation) =>
        transaction.Execute(
            "DELETE FROM idempotency_keys WHERE organisation_id = @organisation AND reply LIKE @mention",
            new { organisation = organisation.ToString(), mention = $"%{conversation}%" }
        );
}
