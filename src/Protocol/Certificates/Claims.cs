using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sotto.Protocol;

// Claims that we do not know are passed over, so that a later version may add some; a header member or a member of
// a key never is.

/// <summary>The confirmed key (RFC 7800).</summary>
internal sealed record Confirmation(Jwk Jwk);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record IssuerClaims(OrganisationId Org, UserId Sub, string Name, Confirmation Cnf, long Nbf, long Exp);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record AgentClaims(
    OrganisationId Org,
    UserId Sub,
    string Name,
    CertificateRole Role,
    DeviceId Dev,
    IReadOnlyList<InboxId> Inboxes,
    Confirmation Cnf,
    long Nbf,
    long Exp,
    string Jti
);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record CustomerClaims(
    OrganisationId Org,
    CustomerId Sub,
    DeviceId Dev,
    Confirmation Cnf,
    long Nbf,
    long Exp,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] JsonElement Name = default
);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record RevocationsClaims(
    OrganisationId Org,
    long Number,
    long Iat,
    long NextUpdate,
    IReadOnlyList<RevokedClaim> Revoked
);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record RevokedClaim(string Jti, long At);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record CompanyKeysClaims(OrganisationId Org, long Number, long Iat, IReadOnlyList<CompanyJwk> Keys);

/// <summary>The confirmed key by its thumbprint (RFC 9449 section 6.1).</summary>
internal sealed record ThumbprintConfirmation(string Jkt);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record VaultDeviceClaims(
    OrganisationId Org,
    string Sub,
    ThumbprintConfirmation Cnf,
    long Iat,
    long Exp
);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record CompanyTokenClaims(
    string Aud,
    string Sub,
    string Jti,
    ThumbprintConfirmation Cnf,
    long Iat,
    long Exp,
    string? Name = null,
    long? Nbf = null
);
