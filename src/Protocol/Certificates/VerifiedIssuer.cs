namespace Sotto.Protocol;

/// <summary>An issuer that the pinned root has signed. Only <see cref="Verify" /> makes one.</summary>
public sealed class VerifiedIssuer
{
    private VerifiedIssuer(IssuerClaims claims, Ed25519PublicKey key, CertificatePeriod period)
    {
        Organisation = claims.Org;
        User = claims.Sub;
        Name = claims.Name;
        Key = key;
        Period = period;
    }

    /// <summary>Its organisation.</summary>
    public OrganisationId Organisation { get; }

    /// <summary>Who holds the key.</summary>
    public UserId User { get; }

    /// <summary>Their name.</summary>
    public string Name { get; }

    /// <summary>The key that signs agent certificates and revocation lists.</summary>
    public Ed25519PublicKey Key { get; }

    /// <summary>When it holds.</summary>
    public CertificatePeriod Period { get; }

    /// <summary>
    /// One step down from the root, and no further: an issuer cannot make issuers. Throws
    /// <see cref="CertificateException" />.
    /// </summary>
    public static VerifiedIssuer Verify(string jws, TrustedRoot root, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(root);
        IssuerClaims claims = ClaimRules.Verified<IssuerClaims>(
            jws,
            JwsTypes.Issuer,
            root.Key,
            Limits.JwsCharacters,
            CertificateRules.IssuerNotSignedByRoot
        );
        ClaimRules.Name(claims.Name);
        ClaimRules.Organisation(claims.Org, root.Organisation);
        Ed25519PublicKey key = ClaimRules.ConfirmedKey(claims.Cnf);
        CertificatePeriod period = CertificatePeriod.Check(
            claims.Nbf,
            claims.Exp,
            Limits.IssuerCertificateLifetime,
            now
        );
        return new(claims, key, period);
    }
}
