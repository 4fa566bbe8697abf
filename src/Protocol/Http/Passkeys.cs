using System.Text.Json.Serialization;

namespace Sotto.Protocol.Http;

/// <summary>
/// Always <c>{}</c>. The browser's extension results contain the PRF secret, so a request that carries any is refused:
/// a client that posts them by mistake is noticed at once.
/// </summary>
public sealed record NoExtensionResults;

/// <summary>A new passkey, built by hand in the browser.</summary>
public sealed record RegistrationCredential(
    string Id,
    Bytes RawId,
    string Type,
    AttestationResponse Response,
    NoExtensionResults ClientExtensionResults
);

/// <summary>What the authenticator answered to <c>create</c>.</summary>
public sealed record AttestationResponse(
    [property: JsonPropertyName("clientDataJSON")] Bytes ClientDataJson,
    Bytes AttestationObject,
    IReadOnlyList<string>? Transports = null
);

/// <summary>Use of a passkey, built by hand in the browser.</summary>
public sealed record AssertionCredential(
    string Id,
    Bytes RawId,
    string Type,
    AssertionResponse Response,
    NoExtensionResults ClientExtensionResults
);

/// <summary>What the authenticator answered to <c>get</c>.</summary>
public sealed record AssertionResponse(
    [property: JsonPropertyName("clientDataJSON")] Bytes ClientDataJson,
    Bytes AuthenticatorData,
    Bytes Signature,
    Bytes? UserHandle = null
);
