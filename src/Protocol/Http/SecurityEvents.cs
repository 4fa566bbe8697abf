using System.Text.Json.Serialization;

namespace Sotto.Protocol.Http;

/// <summary>What happened to an account, as its holder is told.</summary>
[JsonConverter(typeof(WireNameJsonConverter<SecurityEventKind>))]
public enum SecurityEventKind
{
    /// <summary>Somebody signed in.</summary>
    SignedIn,

    /// <summary>A sign-in was refused: a wrong password or code.</summary>
    SignInFailed,

    /// <summary>Sign-ins from unknown devices are made to wait because of many wrong guesses.</summary>
    GuessingSlowed,

    /// <summary>Somebody proved again who they are.</summary>
    SteppedUp,

    /// <summary>A session was signed out.</summary>
    SignedOut,

    /// <summary>A session was ended from another one.</summary>
    SessionEnded,

    /// <summary>An access token that had been replaced was used: somebody has a copy. The session or API token was ended.</summary>
    TokenReused,

    /// <summary>An API token was created.</summary>
    ApiTokenCreated,

    /// <summary>An API token was revoked.</summary>
    ApiTokenRevoked,

    /// <summary>An API token was shown without the key that it is bound to, and refused: somebody has a copy.</summary>
    ApiTokenMisused,

    /// <summary>A passkey was added.</summary>
    PasskeyAdded,

    /// <summary>A passkey was removed.</summary>
    PasskeyRemoved,

    /// <summary>Password and authenticator app were set up or changed.</summary>
    PasswordChanged,

    /// <summary>Password and authenticator app were removed.</summary>
    PasswordRemoved,

    /// <summary>New recovery codes were made; the old ones ended.</summary>
    RecoveryCodesMade,

    /// <summary>A recovery code was used up.</summary>
    RecoveryCodeUsed,

    /// <summary>An identity at the company's OpenID Connect provider was linked.</summary>
    OpenIdLinked,

    /// <summary>The link to the company's OpenID Connect provider was removed.</summary>
    OpenIdUnlinked,

    /// <summary>A vault was begun.</summary>
    VaultCreated,

    /// <summary>The vault was removed, and all it held.</summary>
    VaultRemoved,

    /// <summary>A way into the vault was added.</summary>
    VaultWayAdded,

    /// <summary>A way into the vault was removed.</summary>
    VaultWayRemoved,

    /// <summary>What certifies, the organisation's root key or an issuer key, was put into the vault.</summary>
    VaultRootKept,

    /// <summary>It was taken out of the vault.</summary>
    VaultRootRemoved,

    /// <summary>It was given to a browser to be used there.</summary>
    VaultRootOpened,

    /// <summary>A device was registered.</summary>
    DeviceRegistered,

    /// <summary>The account's role was changed.</summary>
    RoleChanged,

    /// <summary>The account was disabled.</summary>
    AccountDisabled,

    /// <summary>The account was enabled again.</summary>
    AccountEnabled,

    /// <summary>Somebody with the printed kit asked to be let into the account.</summary>
    RecoveryRequested,

    /// <summary>An administrator approved that.</summary>
    RecoveryApproved,

    /// <summary>It was cancelled.</summary>
    RecoveryCancelled,

    /// <summary>A new passkey became the only way into the account.</summary>
    RecoveryFinished,
}

/// <summary>One event. <c>Place</c> is the network it came from, a /24 or /48.</summary>
public sealed record SecurityEvent(
    SecurityEventKind Kind,
    DateTimeOffset At,
    string Place,
    SignInMethod? Method,
    string? DeviceName
);

/// <summary><c>GET /v1/security-events</c>: what happened to the caller's account in the last 90 days, newest first.</summary>
public sealed record SecurityEventList(IReadOnlyList<SecurityEvent> Events);
