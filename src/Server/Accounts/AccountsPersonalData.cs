using Sotto.Protocol;
using Sotto.Server.Privacy;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>
/// Accounts hold data of staff and nothing about customers: deleting a conversation touches nothing here, and there is
/// nothing of it to export.
/// </summary>
internal sealed class AccountsPersonalData : IPersonalData
{
    public IReadOnlyList<OwnedTable> Tables { get; } =
    [
        new("organisations", ["name"], ["organisation_id", "root_key", "created_at", "passkeys_only"]),
        new("setup_links", [], ["token_hash", "organisation_id", "created_at", "expires_at", "used_at"]),
        new("staff", ["user_id", "name"], ["organisation_id", "role", "created_at", "disabled_at"]),
        new(
            "passkeys",
            ["credential_id", "user_id", "name", "record", "last_used_at"],
            ["organisation_id", "sign_count", "created_at", "aaguid"]
        ),
        new("passkey_challenges", ["subject", "state"], ["challenge_id", "organisation_id", "purpose", "expires_at"]),
        new(
            "passwords",
            ["user_id", "sign_in_name", "password_hash", "totp_secret", "totp_last_step", "changed_at"],
            ["organisation_id"]
        ),
        new("pending_passwords", ["user_id", "totp_secret", "expires_at"], ["organisation_id"]),
        new("recovery_codes", ["user_id", "used_at"], ["code_hash", "organisation_id"]),
        new("sign_in_guesses", [], ["subject", "wrong", "first_at", "last_at", "blocked_until"]),
        new(
            "sessions",
            ["user_id", "device_id", "created_at", "last_used_at", "verified_at", "place"],
            [
                "session_hash",
                "previous_hash",
                "session_id",
                "organisation_id",
                "method",
                "changed_at",
                "expires_at",
                "ended_at",
            ]
        ),
        new(
            "api_tokens",
            ["user_id", "device_id", "name", "created_at", "last_used_at", "place"],
            ["token_hash", "token_id", "organisation_id", "scopes", "expires_at", "ended_at"]
        ),
        new(
            "recoveries",
            ["user_id", "requested_at", "place", "approved_by"],
            ["recovery_id", "organisation_id", "ready_at", "ended_at"]
        ),
        new("kit_tests", ["tested_at", "tested_by"], ["organisation_id"]),
        new(
            "security_events",
            ["user_id", "at", "kind", "place", "method", "device_id"],
            ["event_id", "organisation_id"]
        ),
        new(
            "openid_identities",
            ["user_id", "issuer", "subject", "last_used_at"],
            ["identity_id", "organisation_id", "created_at"]
        ),
        new(
            "openid_ceremonies",
            ["link_to"],
            [
                "state_hash",
                "organisation_id",
                "browser_hash",
                "nonce",
                "verifier",
                "session_id",
                "session_organisation_id",
                "expires_at",
            ]
        ),
        new(
            "openid_sessions",
            ["user_id", "issuer", "subject", "sid", "created_at"],
            ["session_id", "organisation_id"]
        ),
        new("openid_logouts", [], ["organisation_id", "issuer", "jti", "at"]),
        new(
            "invitations",
            ["name", "created_by", "used_by"],
            ["token_hash", "organisation_id", "invitation_id", "role", "inboxes", "created_at", "expires_at", "used_at"]
        ),
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
