using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>An Ed25519 public key as a JSON Web Key. Every other member, a private half included, is refused.</summary>
internal sealed record Jwk(
    [property: JsonPropertyOrder(1)] string Kty,
    [property: JsonPropertyOrder(0)] string Crv,
    [property: JsonPropertyOrder(2)] Bytes X
)
{
    private const string OctetKeyPair = "OKP";
    private const string Ed25519 = "Ed25519";

    internal static Jwk Of(Ed25519PublicKey key) => new(OctetKeyPair, Ed25519, key.Raw);

    internal Ed25519PublicKey ToKey() =>
        string.Equals(Kty, OctetKeyPair, StringComparison.Ordinal)
        && string.Equals(Crv, Ed25519, StringComparison.Ordinal)
            ? Ed25519PublicKey.Import(X.Span)
            : throw new JoseException("key");
}
