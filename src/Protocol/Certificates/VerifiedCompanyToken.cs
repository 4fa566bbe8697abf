namespace Sotto.Protocol;

/// <summary>
/// A company's word that whoever holds this device's key is this customer of theirs. Only <see cref="Verify" /> makes
/// one.
/// </summary>
public sealed class VerifiedCompanyToken
{
    private VerifiedCompanyToken(CompanyTokenClaims claims, DateTimeOffset expiresAt)
    {
        Subject = claims.Sub;
        Name = claims.Name;
        Identifier = claims.Jti;
        ExpiresAt = expiresAt;
    }

    /// <summary>What the company calls the customer inside itself.</summary>
    public string Subject { get; }

    /// <summary>The customer's name, when the company tells it.</summary>
    public string? Name { get; }

    /// <summary>The <c>jti</c>: the server takes each once.</summary>
    public string Identifier { get; }

    /// <summary>Its end, without the skew that clocks are granted.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>
    /// Verifies signature, audience, device and time. <paramref name="at" /> is the clock while the token is being
    /// handed over, and the stamp of the first contact afterwards. Throws <see cref="CertificateException" />.
    /// </summary>
    public static VerifiedCompanyToken Verify(
        string jws,
        VerifiedCompanyKeys keys,
        Ed25519PublicKey deviceKey,
        DateTimeOffset at
    )
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(deviceKey);
        CompanyTokenClaims claims = Signed(jws, keys);
        ClaimRules.TokenIdentifier(claims.Jti);
        ClaimRules.Shown(claims.Sub, Limits.CompanySubjectCharacters);
        ClaimRules.Shown(claims.Name, Limits.NameCharacters);
        if (!string.Equals(claims.Aud, keys.Organisation.ToString(), StringComparison.Ordinal))
        {
            throw new CertificateException(CertificateRules.WrongOrganisation);
        }

        // What stops a copied token: it is worth nothing beside another device's key.
        if (!string.Equals(claims.Cnf.Jkt, deviceKey.Thumbprint, StringComparison.Ordinal))
        {
            throw new CertificateException(CertificateRules.WrongKey);
        }

        return new(claims, CheckTime(claims, at));
    }

    private static DateTimeOffset CheckTime(CompanyTokenClaims claims, DateTimeOffset at)
    {
        DateTimeOffset from = ClaimRules.Time(claims.Iat);
        DateTimeOffset until = ClaimRules.Time(claims.Exp);
        DateTimeOffset notBefore = claims.Nbf is { } seconds ? ClaimRules.Time(seconds) : from;
        if (until <= from || until - from > Limits.CompanyTokenLifetime)
        {
            throw new CertificateException(CertificateRules.LivesTooLong);
        }

        if (at + Limits.ClockSkew < from || at + Limits.ClockSkew < notBefore)
        {
            throw new CertificateException(CertificateRules.NotYetValid);
        }

        return at - Limits.ClockSkew > until ? throw new CertificateException(CertificateRules.Expired) : until;
    }

    private static CompanyTokenClaims Signed(string jws, VerifiedCompanyKeys keys)
    {
        try
        {
            return Jws.VerifyCompany<CompanyTokenClaims>(jws, JwsTypes.CompanyToken, keys.Keys, Limits.JwsCharacters);
        }
        catch (JoseException e) when (e.Rule is "claims")
        {
            throw new CertificateException(CertificateRules.Malformed, e);
        }
        catch (JoseException e)
        {
            throw new CertificateException(CertificateRules.NotSignedByCompany, e);
        }
    }
}
