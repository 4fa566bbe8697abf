namespace Sotto.Protocol;

/// <summary>A device that an issuer has certified. Only <see cref="Verify" /> makes one.</summary>
public sealed class VerifiedAgent : VerifiedIdentity
{
    private VerifiedAgent(AgentClaims claims, VerifiedIssuer issuer, Ed25519PublicKey key, CertificatePeriod period)
        : base(claims.Org, claims.Dev, key)
    {
        User = claims.Sub;
        Name = claims.Name;
        Role = claims.Role;
        Inboxes = claims.Inboxes.ToHashSet();
        CertificateIdentifier = claims.Jti;
        Issuer = issuer;
        Period = period;
    }

    /// <summary>Who holds the device.</summary>
    public UserId User { get; }

    /// <summary>Their name.</summary>
    public string Name { get; }

    /// <summary>What they may do.</summary>
    public CertificateRole Role { get; }

    /// <summary>The inboxes that the certificate is good for.</summary>
    public IReadOnlySet<InboxId> Inboxes { get; }

    /// <summary>The <c>jti</c>, by which it is revoked.</summary>
    public string CertificateIdentifier { get; }

    /// <summary>Who signed it.</summary>
    public VerifiedIssuer Issuer { get; }

    /// <summary>When the certificate itself holds.</summary>
    public CertificatePeriod Period { get; }

    /// <summary>When the certificate or its issuer ends.</summary>
    public DateTimeOffset ExpiresAt => Period.Until < Issuer.Period.Until ? Period.Until : Issuer.Period.Until;

    /// <summary>The certificate or its issuer is past its end and lives on its days of grace: shown, not refused.</summary>
    public bool Lapsed => Period.Lapsed || Issuer.Period.Lapsed;

    /// <summary>
    /// Verifies signature, organisation, key and period. Inbox and revocation are judged where they are known
    /// (<see cref="VerifiedIdentity.Verify" />). Throws <see cref="CertificateException" />.
    /// </summary>
    public static VerifiedAgent Verify(string jws, VerifiedIssuer issuer, Ed25519PublicKey leafKey, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        AgentClaims claims = ClaimRules.Verified<AgentClaims>(
            jws,
            JwsTypes.Agent,
            issuer.Key,
            Limits.AgentCertificateCharacters,
            CertificateRules.NotSignedByIssuer
        );
        ClaimRules.Name(claims.Name);
        ClaimRules.Identifier(claims.Jti);
        if (claims.Inboxes.Count > Limits.CertificateInboxes)
        {
            throw new CertificateException(CertificateRules.Malformed);
        }

        ClaimRules.Organisation(claims.Org, issuer.Organisation);
        ClaimRules.LeafKey(claims.Cnf, leafKey);
        CertificatePeriod period = CertificatePeriod.Check(
            claims.Nbf,
            claims.Exp,
            Limits.AgentCertificateLifetime,
            now
        );
        return period.From > issuer.Period.Until
            ? throw new CertificateException(CertificateRules.IssuedAfterIssuerExpired)
            : new(claims, issuer, leafKey, period);
    }
}
