namespace Sotto.Protocol.Http;

/// <summary>
/// A passkey of the caller. <c>Authenticator</c> is the product's name where the device told one that we know;
/// <c>Synced</c> says that a provider holds copies of it.
/// </summary>
public sealed record OwnPasskey(
    string Id,
    string Name,
    string? Authenticator,
    bool Synced,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt
);

/// <summary><c>GET /v1/passkeys</c>, oldest first.</summary>
public sealed record OwnPasskeyList(IReadOnlyList<OwnPasskey> Passkeys);

/// <summary><c>POST /v1/passkeys</c>: another passkey for the caller, after a step-up.</summary>
public sealed record AddPasskeyRequest(string Challenge, RegistrationCredential Credential, string Name);

/// <summary><c>PUT /v1/passkeys/{id}</c>.</summary>
public sealed record RenamePasskeyRequest(string Name);
