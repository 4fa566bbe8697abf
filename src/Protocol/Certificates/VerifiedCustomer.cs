namespace Sotto.Protocol;

/// <summary>
/// A pseudonym and the key that holds it. Nobody but the key vouches for it. It has no name: the server reads
/// certificates, and what customers call themselves is none of its business. Only <see cref="Verify" /> makes one.
/// </summary>
public sealed class VerifiedCustomer : VerifiedIdentity
{
    private VerifiedCustomer(CustomerClaims claims, Ed25519PublicKey key, CertificatePeriod period)
        : base(claims.Org, claims.Dev, key)
    {
        Customer = claims.Sub;
        Period = period;
    }

    /// <summary>The pseudonym.</summary>
    public CustomerId Customer { get; }

    /// <summary>When it holds.</summary>
    public CertificatePeriod Period { get; }

    /// <summary>Verifies that the leaf's own key made the statement, and that it tells no name. Throws <see cref="CertificateException" />.</summary>
    public static VerifiedCustomer Verify(
        string jws,
        OrganisationId organisation,
        Ed25519PublicKey leafKey,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(leafKey);
        CustomerClaims claims = ClaimRules.Verified<CustomerClaims>(
            jws,
            JwsTypes.Customer,
            leafKey,
            Limits.JwsCharacters,
            CertificateRules.NotSelfSigned
        );
        ClaimRules.Nameless(claims);
        ClaimRules.Organisation(claims.Org, organisation);
        ClaimRules.LeafKey(claims.Cnf, leafKey);
        CertificatePeriod period = CertificatePeriod.Check(
            claims.Nbf,
            claims.Exp,
            Limits.CustomerCertificateLifetime,
            now
        );
        return new(claims, leafKey, period);
    }
}
