namespace Sotto.Protocol.Http;

/// <summary>
/// One way into a vault: the vault's key, wrapped under what only this way holds (a passkey's PRF secret, a recovery code).
/// </summary>
public sealed record VaultWay(VaultWayId Id, Bytes Wrapped);

/// <summary>The newest number of one part of a conversation's history. A device that has seen a higher one raises an alarm.</summary>
public sealed record VaultPartNumber(ConversationId Conversation, int Part, long Number);

/// <summary>
/// <c>GET /v1/vault</c>, <c>GET /v1/customer-vault</c>: the caller's vault; without an id when there is none. <c>Deleted</c> are conversations that a
/// device of theirs was a member of and that no longer exist, the latest ones: a device that knows one of them from the
/// vault alone is told by nothing else.
/// </summary>
public sealed record Vault(
    VaultId? Id,
    IReadOnlyList<VaultWay> Ways,
    IReadOnlyList<VaultPartNumber> Parts,
    IReadOnlyList<ConversationId> Deleted
);

/// <summary><c>POST /v1/vault</c>: begins a vault with at least two ways in.</summary>
public sealed record CreateVaultRequest(VaultId Vault, IReadOnlyList<VaultWay> Ways);

/// <summary><c>POST /v1/vault/ways</c>: another way into this very vault.</summary>
public sealed record AddVaultWayRequest(VaultId Vault, VaultWay Way);

/// <summary>
/// <c>PUT /v1/vault/conversations/{conversation}/parts/{part}</c>: one more than the number stored, so that a device that
/// missed another one's writing cannot undo it.
/// </summary>
public sealed record PutVaultPartRequest(VaultId Vault, long Number, Bytes Sealed);

/// <summary><c>GET</c> of the same.</summary>
public sealed record VaultPart(long Number, Bytes Sealed);
