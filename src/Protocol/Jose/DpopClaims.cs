using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>What a proof says (RFC 9449 section 4.2).</summary>
internal sealed record DpopClaims(
    Bytes Jti,
    string Htm,
    string Htu,
    long Iat,
    string Nonce,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Bytes? Ath = null
);
