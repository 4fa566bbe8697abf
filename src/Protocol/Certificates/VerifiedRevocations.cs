namespace Sotto.Protocol;

/// <summary>A revocation list that its issuer signed. Only <see cref="Verify" /> makes one.</summary>
public sealed class VerifiedRevocations
{
    private VerifiedRevocations(RevocationsClaims claims, VerifiedIssuer issuer)
    {
        Issuer = issuer;
        Number = claims.Number;
        IssuedAt = ClaimRules.Time(claims.Iat);
        NextUpdate = ClaimRules.Time(claims.NextUpdate);
        Revoked = Read(claims.Revoked);
    }

    /// <summary>Who signed it.</summary>
    public VerifiedIssuer Issuer { get; }

    /// <summary>Grows with every list of the issuer.</summary>
    public long Number { get; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset IssuedAt { get; }

    /// <summary>When the next one is due.</summary>
    public DateTimeOffset NextUpdate { get; }

    /// <summary>Certificates by <c>jti</c>, and when they were revoked.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Revoked { get; }

    /// <summary>
    /// Verifies one list. That its number is not below one seen before is judged by whoever remembers those
    /// (<see cref="RevocationLists.Accept" />). Throws <see cref="CertificateException" />.
    /// </summary>
    public static VerifiedRevocations Verify(string jws, VerifiedIssuer issuer, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        RevocationsClaims claims = ClaimRules.Verified<RevocationsClaims>(
            jws,
            JwsTypes.Revocations,
            issuer.Key,
            Limits.RevocationListCharacters,
            CertificateRules.RevocationsNotSignedByIssuer
        );
        if (claims.Number < 1 || claims.Revoked.Count > Limits.RevokedCertificates)
        {
            throw new CertificateException(CertificateRules.Malformed);
        }

        ClaimRules.Organisation(claims.Org, issuer.Organisation);
        VerifiedRevocations list = new(claims, issuer);
        return list.IssuedAt > now + Limits.ClockSkew
            ? throw new CertificateException(CertificateRules.NotYetValid)
            : list;
    }

    /// <summary>The thumbprint that a list names as its signer's: good for choosing an issuer to try, nothing else.</summary>
    public static string? ClaimedIssuer(string jws)
    {
        try
        {
            return Jws.ClaimedSigner(jws, Limits.RevocationListCharacters);
        }
        catch (JoseException e)
        {
            throw new CertificateException(CertificateRules.Malformed, e);
        }
    }

    private static Dictionary<string, DateTimeOffset> Read(IReadOnlyList<RevokedClaim> claims)
    {
        Dictionary<string, DateTimeOffset> revoked = new(StringComparer.Ordinal);
        foreach (RevokedClaim claim in claims)
        {
            ClaimRules.Identifier(claim.Jti);
            revoked[claim.Jti] = ClaimRules.Time(claim.At);
        }

        return revoked;
    }
}
