namespace Sotto.Protocol;

/// <summary>
/// The keys of a company's backend as the pinned root signed them: a newer statement takes the place of all before it.
/// Only <see cref="Verify" /> makes one.
/// </summary>
public sealed class VerifiedCompanyKeys
{
    private VerifiedCompanyKeys(CompanyKeysClaims claims, IReadOnlyDictionary<string, CompanyKey> keys)
    {
        Organisation = claims.Org;
        Number = claims.Number;
        IssuedAt = ClaimRules.Time(claims.Iat);
        Keys = keys;
    }

    /// <summary>Its organisation.</summary>
    public OrganisationId Organisation { get; }

    /// <summary>Grows with every statement.</summary>
    public long Number { get; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset IssuedAt { get; }

    /// <summary>The keys by thumbprint.</summary>
    public IReadOnlyDictionary<string, CompanyKey> Keys { get; }

    /// <summary>
    /// Verifies one statement. That its number is above one seen before is judged by whoever remembers that
    /// (<see cref="Follows" />). Throws <see cref="CertificateException" />.
    /// </summary>
    public static VerifiedCompanyKeys Verify(string jws, TrustedRoot root, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(root);
        CompanyKeysClaims claims = ClaimRules.Verified<CompanyKeysClaims>(
            jws,
            JwsTypes.CompanyKeys,
            root.Key,
            Limits.JwsCharacters,
            CertificateRules.CompanyKeysNotSignedByRoot
        );
        if (claims.Number < 1 || claims.Keys.Count > Limits.CompanyKeys)
        {
            throw new CertificateException(CertificateRules.Malformed);
        }

        ClaimRules.Organisation(claims.Org, root.Organisation);
        VerifiedCompanyKeys keys = new(claims, Read(claims.Keys));
        return keys.IssuedAt > now + Limits.ClockSkew
            ? throw new CertificateException(CertificateRules.NotYetValid)
            : keys;
    }

    /// <summary>Whether this may take the place of what had that number.</summary>
    public bool Follows(long number) => Number > number;

    private static Dictionary<string, CompanyKey> Read(IReadOnlyList<CompanyJwk> claims)
    {
        Dictionary<string, CompanyKey> keys = new(StringComparer.Ordinal);
        foreach (CompanyJwk jwk in claims)
        {
            try
            {
                CompanyKey key = CompanyKey.Of(jwk);
                if (!keys.TryAdd(key.Thumbprint, key))
                {
                    throw new CertificateException(CertificateRules.Malformed);
                }
            }
            catch (JoseException e)
            {
                throw new CertificateException(CertificateRules.Malformed, e);
            }
        }

        return keys;
    }
}
