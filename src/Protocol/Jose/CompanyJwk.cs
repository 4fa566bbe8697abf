using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>A company's public key as a JSON Web Key. Every other member, a private half included, is refused.</summary>
internal sealed record CompanyJwk(
    string Kty,
    string Crv,
    Bytes X,
    string Kid,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Bytes? Y = null
);
