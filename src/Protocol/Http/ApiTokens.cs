using System.Text.Json.Serialization;

namespace Sotto.Protocol.Http;

/// <summary>What a program may do with an API token. A call that none of these names is closed to every token.</summary>
[JsonConverter(typeof(WireNameJsonConverter<ApiScope>))]
public enum ApiScope
{
    /// <summary>Receive conversations of the device, acknowledge what came, and confirm what was wiped.</summary>
    ConversationsRead,

    /// <summary>Send messages, commits and typing signals, resolve and reopen.</summary>
    ConversationsWrite,

    /// <summary>Read devices with their certificates, inboxes, and the keys of the company's backend.</summary>
    DirectoryRead,

    /// <summary>Look after the device's stock of key packages, without which nobody can invite it.</summary>
    KeyPackagesWrite,
}

/// <summary>
/// <c>POST /v1/api-tokens</c>: for a certified device of the caller, whose key every use must prove. It lives
/// <c>Days</c> days, 1 to 90; at least one scope, none twice.
/// </summary>
public sealed record CreateApiTokenRequest(string Name, IReadOnlyList<ApiScope> Scopes, DeviceId Device, int Days);

/// <summary>The only time that the token itself leaves the server.</summary>
public sealed record ApiTokenCreated(ApiTokenId Id, string Token, DateTimeOffset ExpiresAt)
{
    /// <summary>Silent about the token, because records print their members into logs.</summary>
    public override string ToString() => nameof(ApiTokenCreated);
}

/// <summary>
/// An API token of the caller, or of a colleague whom an administrator looks after. <c>Place</c> is the network it was last used from, a /24 or /48, never a whole address;
/// absent, as <c>LastUsedAt</c>, until it has been used.
/// </summary>
public sealed record OwnApiToken(
    ApiTokenId Id,
    string Name,
    IReadOnlyList<ApiScope> Scopes,
    DeviceId Device,
    string DeviceName,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? LastUsedAt,
    string? Place
);

/// <summary>
/// <c>GET /v1/api-tokens</c>: the caller's that neither expired nor were revoked, the newest first;
/// <c>GET /v1/staff/{user}/api-tokens</c>: a colleague's.
/// </summary>
public sealed record OwnApiTokenList(IReadOnlyList<OwnApiToken> Tokens);
