using System.Security.Cryptography;
using System.Text;

namespace Sotto.Protocol;

/// <summary>
/// A verified proof (RFC 9449) that the holder of <see cref="Key" /> made this one request. Two things are still the
/// caller's: that <see cref="Nonce" /> is one it gave out and that was not used before (which also ends replays), and
/// whose key this is.
/// </summary>
public sealed class DpopProof
{
    private const int IdentifierBytes = 16;
    private const int MaxNonceCharacters = 256;

    private DpopProof(Ed25519PublicKey key, DpopClaims claims)
    {
        Key = key;
        Identifier = claims.Jti.ToBase64Url();
        Nonce = claims.Nonce;
    }

    /// <summary>The key that made the proof.</summary>
    public Ed25519PublicKey Key { get; }

    /// <summary>The <c>jti</c>.</summary>
    public string Identifier { get; }

    /// <summary>The server's nonce, still to be redeemed.</summary>
    public string Nonce { get; }

    /// <summary>Verifies everything but the nonce's freshness; throws <see cref="JoseException" /> for hostile input.</summary>
    public static DpopProof Verify(string proof, DpopRequest request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        (DpopClaims claims, Ed25519PublicKey key) = Jws.VerifyEmbedded<DpopClaims>(
            proof,
            JwsTypes.Proof,
            Limits.JwsCharacters
        );
        if (claims.Jti.Length != IdentifierBytes || claims.Nonce.Length is 0 or > MaxNonceCharacters)
        {
            throw new JoseException("malformed");
        }

        CheckRequest(claims, request);
        if (
            !NumericDate.TryRead(claims.Iat, out DateTimeOffset issuedAt)
            || (issuedAt - now).Duration() > Limits.ClockSkew
        )
        {
            throw new JoseException("iat");
        }

        return new(key, claims);
    }

    /// <summary>Makes a proof for one request.</summary>
    public static string Create(
        SigningKey key,
        DpopRequest request,
        string nonce,
        DateTimeOffset now,
        RandomNumberGenerator random
    )
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(random);
        byte[] identifier = new byte[IdentifierBytes];
        random.GetBytes(identifier);
        Bytes? hash = request.AccessToken is { } token ? HashOf(token) : null;
        DpopClaims claims = new(new(identifier), request.Method, request.Url, NumericDate.Of(now), nonce, hash);
        return Jws.SignWithEmbeddedKey(key, JwsTypes.Proof, claims);
    }

    private static void CheckRequest(DpopClaims claims, DpopRequest request)
    {
        if (!string.Equals(claims.Htm, request.Method, StringComparison.Ordinal))
        {
            throw new JoseException("htm");
        }

        if (!string.Equals(claims.Htu, request.Url, StringComparison.Ordinal))
        {
            throw new JoseException("htu");
        }

        // A proof made for a request with a token must not serve one without, nor the other way round.
        if (claims.Ath != (request.AccessToken is { } token ? HashOf(token) : null))
        {
            throw new JoseException("ath");
        }
    }

    private static Bytes HashOf(string token) => new(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
