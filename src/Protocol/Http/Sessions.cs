using System.Text.Json.Serialization;

namespace Sotto.Protocol.Http;

/// <summary>How somebody proved who they are.</summary>
[JsonConverter(typeof(WireNameJsonConverter<SignInMethod>))]
public enum SignInMethod
{
    /// <summary>A passkey, whose authenticator checked the person.</summary>
    Passkey,

    /// <summary>A password and a code of an authenticator app.</summary>
    PasswordAndCode,

    /// <summary>A password and one of the printed recovery codes.</summary>
    PasswordAndRecoveryCode,

    /// <summary>The company's OpenID Connect provider, which demanded a second factor.</summary>
    OpenId,
}

/// <summary>
/// A session of the caller. <c>Place</c> is the network it was last used from, a /24 or /48, never a whole address;
/// <c>Device</c> is absent until a device of the caller has proved its key under it.
/// </summary>
public sealed record OwnSession(
    SessionId Id,
    SignInMethod Method,
    DeviceId? Device,
    string? DeviceName,
    string Place,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastUsedAt,
    DateTimeOffset ExpiresAt,
    bool Current
);

/// <summary><c>GET /v1/sessions</c>: the caller's live ones, last used first.</summary>
public sealed record OwnSessionList(IReadOnlyList<OwnSession> Sessions);

/// <summary>Reply of <c>POST /v1/session/active</c>: its holder did something, and the session idles until then.</summary>
public sealed record SessionActive(DateTimeOffset IdleUntil);

/// <summary><c>POST /v1/session/step-up</c>: the challenge of <c>POST /v1/session/step-up/options</c>, answered.</summary>
public sealed record StepUpRequest(string Challenge, AssertionCredential Credential);

/// <summary>Until then the session may do what needs a fresh verification.</summary>
public sealed record StepUpReply(DateTimeOffset FreshUntil);
