namespace Sotto.Protocol.Http;

/// <summary>
/// One way into a vault: the vault's key, wrapped under what only this way holds (a passkey's PRF secret, a recovery code).
/// </summary>
public sealed record VaultWay(VaultWayId Id, Bytes Wrapped);

/// <summary>
/// The newest number of one part of a conversation's history. A device that has seen a higher one raises an alarm, and so
/// does one that has seen this number with another <c>Hash</c>: SHA-256 of what is sealed, null for parts from before it was
/// kept.
/// </summary>
public sealed record VaultPartNumber(ConversationId Conversation, int Part, long Number, Bytes? Hash);

/// <summary>
/// <c>GET /v1/vault</c>, <c>GET /v1/customer-vault</c>: the caller's vault; without an id when there is none. <c>Deleted</c> are conversations that a
/// device of theirs was a member of and that no longer exist, the latest ones: a device that knows one of them from the
/// vault alone is told by nothing else. <c>Keys</c> is null as long as the vault holds none, <c>Root</c> as long as nothing
/// that certifies was ever in it.
/// </summary>
public sealed record Vault(
    VaultId? Id,
    IReadOnlyList<VaultWay> Ways,
    IReadOnlyList<VaultPartNumber> Parts,
    IReadOnlyList<ConversationId> Deleted,
    VaultKeysState? Keys,
    VaultRootState? Root
);

/// <summary>
/// The newest number of the keys that a vault holds and SHA-256 of what is sealed, for who raises an alarm at an older number,
/// or at other keys under the same.
/// </summary>
public sealed record VaultKeysState(long Number, Bytes Hash);

/// <summary>
/// Whether what certifies is in the vault: the organisation's root, an issuer key or both, and the server does not know which.
/// Keeping it and taking it out have the next number each, for who raises an alarm at an older one.
/// </summary>
public sealed record VaultRootState(long Number, bool Kept);

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

/// <summary><c>PUT /v1/vault/keys</c>: one more than the number stored.</summary>
public sealed record PutVaultKeysRequest(VaultId Vault, long Number, Bytes Sealed);

/// <summary><c>GET /v1/vault/keys</c>.</summary>
public sealed record VaultKeys(long Number, Bytes Sealed);

/// <summary><c>POST /v1/vault/root</c>: what certifies, sealed, and one more than the number stored of it.</summary>
public sealed record KeepVaultRootRequest(VaultId Vault, long Number, Bytes Sealed);

/// <summary><c>POST /v1/vault/root/remove</c>: one more than the number stored.</summary>
public sealed record RemoveVaultRootRequest(VaultId Vault, long Number);

/// <summary><c>GET /v1/vault/root</c>: whether the caller's vault holds what certifies.</summary>
public sealed record RootInVault(bool Kept);

/// <summary>
/// <c>POST /v1/vault/root/open</c>: what a browser of the owner needs to open what certifies with one of the ways in, and
/// nothing of the history or the other keys.
/// </summary>
public sealed record OpenedVaultRoot(VaultId Vault, IReadOnlyList<VaultWay> Ways, long Number, Bytes Sealed);
