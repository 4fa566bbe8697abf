using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>
/// Every header member that any of our statements has. The reader refuses unknown members, so <c>jku</c>,
/// <c>x5u</c>, <c>x5c</c>, <c>crit</c>, <c>b64</c> and whatever is invented next cannot pass.
/// </summary>
internal sealed record JwsHeader(
    string Alg,
    string Typ,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Kid = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Jwk? Jwk = null
);
