using System.Security.Cryptography;
using System.Text;

namespace Sotto.Protocol;

/// <summary>
/// A public key of a company's own backend: Ed25519, or P-256 because many platforms sign with nothing newer. Which of
/// the two it is decides the algorithm; a statement's header can only agree.
/// </summary>
public sealed class CompanyKey
{
    private const string OctetKeyPair = "OKP";
    private const string EllipticCurve = "EC";
    private const string Ed25519Name = "Ed25519";
    private const string P256Name = "P-256";
    private const int CoordinateBytes = 32;
    private const int P256SignatureBytes = 64;

    private readonly Ed25519PublicKey? _ed25519;
    private readonly ECParameters _p256;

    private CompanyKey(Ed25519PublicKey key)
    {
        _ed25519 = key;
        Thumbprint = key.Thumbprint;
    }

    private CompanyKey(ECParameters key)
    {
        _p256 = key;
        // RFC 7638 section 3.2: the required members in lexicographic order.
        string members =
            $$"""{"crv":"P-256","kty":"EC","x":"{{StrictBase64Url.Encode(key.Q.X)}}","y":"{{StrictBase64Url.Encode(key.Q.Y)}}"}""";
        Thumbprint = StrictBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(members)));
    }

    /// <summary>RFC 7638, SHA-256, base64url: the <c>kid</c> that tokens name.</summary>
    public string Thumbprint { get; }

    /// <summary>An Ed25519 key.</summary>
    public static CompanyKey Ed25519(Ed25519PublicKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new(key);
    }

    /// <summary>A P-256 key by its coordinates; throws <see cref="JoseException" /> when they are no point of the curve.</summary>
    public static CompanyKey P256(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        if (x.Length != CoordinateBytes || y.Length != CoordinateBytes)
        {
            throw new JoseException("key");
        }

        ECParameters parameters = new()
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = x.ToArray(), Y = y.ToArray() },
        };
        try
        {
            // The import checks that the point lies on the curve.
            using ECDsa key = ECDsa.Create(parameters);
        }
        catch (CryptographicException e)
        {
            throw new JoseException("key", e);
        }

        return new(parameters);
    }

    internal static CompanyKey Of(CompanyJwk jwk)
    {
        CompanyKey key = (jwk.Kty, jwk.Crv, jwk.Y) switch
        {
            (OctetKeyPair, Ed25519Name, null) => new(Ed25519PublicKey.Import(jwk.X.Span)),
            (EllipticCurve, P256Name, { } y) => P256(jwk.X.Span, y.Span),
            _ => throw new JoseException("key"),
        };
        return string.Equals(key.Thumbprint, jwk.Kid, StringComparison.Ordinal) ? key : throw new JoseException("key");
    }

    internal CompanyJwk ToJwk() =>
        _ed25519 is { } key
            ? new(OctetKeyPair, Ed25519Name, key.Raw, Thumbprint)
            : new(EllipticCurve, P256Name, new(_p256.Q.X!), Thumbprint, new(_p256.Q.Y!));

    internal bool Fits(string algorithm) => _ed25519 is null ? algorithm is "ES256" : algorithm is "Ed25519" or "EdDSA";

    internal bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (_ed25519 is { } ed25519)
        {
            return ed25519.Verify(data, signature);
        }

        using ECDsa key = ECDsa.Create(_p256);
        return signature.Length == P256SignatureBytes
            && key.VerifyData(
                data,
                signature,
                HashAlgorithmName.SHA256,
                DSASignatureFormat.IeeeP1363FixedFieldConcatenation
            );
    }
}
