using Sotto.Protocol;
using Sotto.Server.Privacy;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>
/// Devices, certificates and key packages. Of a customer there is one nameless row per device with its key and two times.
/// It outlives a deleted conversation on purpose: with that key the customer's device still confirms that it wiped its
/// copy, reads who else did, and can begin anew. Without a conversation it is forgotten once it has not been here for as
/// long as a ciphertext is kept.
/// </summary>
internal sealed class DirectoryPersonalData : IPersonalData
{
    public IReadOnlyList<OwnedTable> Tables { get; } =
    [
        new("inboxes", [], ["inbox_id", "organisation_id", "name", "greeting", "sites", "created_at"]),
        new(
            "devices",
            ["device_id", "owner_id", "name", "public_key", "thumbprint", "created_at", "last_seen_at"],
            ["organisation_id", "kind", "removed_at"]
        ),
        new(
            "device_tokens",
            ["device_id"],
            ["organisation_id", "token_hash", "session_id", "api_token_id", "expires_at"]
        ),
        new("ended_tokens", ["device_id", "ended_at"], ["organisation_id", "token_hash", "session_id", "api_token_id"]),
        new("issuers", ["user_id", "certificate"], ["thumbprint", "organisation_id", "expires_at", "created_at"]),
        new(
            "certificates",
            ["device_id", "certificate"],
            ["certificate_id", "organisation_id", "issuer", "inboxes", "expires_at", "created_at", "revoked_at"]
        ),
        new("revocation_lists", [], ["organisation_id", "issuer", "number", "list", "created_at"]),
        new(
            "key_packages",
            ["device_id", "key_package", "taken_by", "taken_at"],
            ["reference", "organisation_id", "last_resort", "expires_at", "created_at"]
        ),
        new("company_keys", [], ["organisation_id", "number", "statement", "created_at"]),
        new("company_tokens", [], ["organisation_id", "identifier", "expires_at"]),
        new("key_package_takings", ["device_id", "taken_by", "taken_at"], ["organisation_id", "inbox_id", "reference"]),
    ];

    public Task<IReadOnlyDictionary<string, object>> ExportAsync(
        OrganisationId organisation,
        ConversationId conversation,
        CancellationToken cancel
    ) => Task.FromResult<IReadOnlyDictionary<string, object>>(new Dictionary<string, object>(StringComparer.Ordinal));

    public void Erase(WriteTransaction transaction, OrganisationId organisation, ConversationId conversation)
    {
        // No row here belongs to a conversation.
    }
}
