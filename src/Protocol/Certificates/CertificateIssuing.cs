using System.Security.Cryptography;

namespace Sotto.Protocol;

/// <summary>
/// Makes certificates and lists, valid from <c>now</c> for the longest life of their kind. The caller has made sure
/// that the key belongs to the subject; nothing here checks what the signer is entitled to, verification does.
/// </summary>
public static class CertificateIssuing
{
    private const int IdentifierBytes = 16;

    /// <summary>Makes the holder of <paramref name="subjectKey" /> an issuer.</summary>
    public static string Issuer(
        SigningKey root,
        OrganisationId organisation,
        UserId user,
        string name,
        Ed25519PublicKey subjectKey,
        DateTimeOffset now
    ) =>
        Jws.Sign(
            root,
            JwsTypes.Issuer,
            new IssuerClaims(
                organisation,
                user,
                name,
                Confirm(subjectKey),
                NumericDate.Of(now),
                NumericDate.Of(now + Limits.IssuerCertificateLifetime)
            )
        );

    /// <summary>Certifies one device.</summary>
    public static string Agent(
        SigningKey issuer,
        AgentSubject subject,
        DateTimeOffset now,
        RandomNumberGenerator random
    )
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(random);
        byte[] identifier = new byte[IdentifierBytes];
        random.GetBytes(identifier);
        AgentClaims claims = new(
            subject.Organisation,
            subject.User,
            subject.Name,
            subject.Role,
            subject.Device,
            subject.Inboxes,
            Confirm(subject.Key),
            NumericDate.Of(now),
            NumericDate.Of(now + Limits.AgentCertificateLifetime),
            StrictBase64Url.Encode(identifier)
        );
        return Jws.Sign(issuer, JwsTypes.Agent, claims);
    }

    /// <summary>A customer's statement about its own key, without a name.</summary>
    public static string Customer(
        SigningKey key,
        OrganisationId organisation,
        CustomerId customer,
        DeviceId device,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(key);
        CustomerClaims claims = new(
            organisation,
            customer,
            device,
            Confirm(key.PublicKey),
            NumericDate.Of(now),
            NumericDate.Of(now + Limits.CustomerCertificateLifetime)
        );
        return Jws.Sign(key, JwsTypes.Customer, claims);
    }

    /// <summary>An issuer's list: everything revoked so far, with a number above the last one.</summary>
    public static string Revocations(
        SigningKey issuer,
        OrganisationId organisation,
        long number,
        IReadOnlyDictionary<string, DateTimeOffset> revoked,
        DateTimeOffset now
    )
    {
        RevocationsClaims claims = new(
            organisation,
            number,
            NumericDate.Of(now),
            NumericDate.Of(now + Limits.RevocationsInterval),
            [.. revoked.Select(entry => new RevokedClaim(entry.Key, NumericDate.Of(entry.Value)))]
        );
        return Jws.Sign(issuer, JwsTypes.Revocations, claims);
    }

    /// <summary>The keys that a company's backend signs with, all of them, with a number above the last one.</summary>
    public static string CompanyKeys(
        SigningKey root,
        OrganisationId organisation,
        long number,
        IEnumerable<CompanyKey> keys,
        DateTimeOffset now
    ) =>
        Jws.Sign(
            root,
            JwsTypes.CompanyKeys,
            new CompanyKeysClaims(organisation, number, NumericDate.Of(now), [.. keys.Select(key => key.ToJwk())])
        );

    /// <summary>A vault's word for a device of its person.</summary>
    public static string VaultDevice(SigningKey identity, VaultDeviceSubject subject, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(subject);
        VaultDeviceClaims claims = new(
            subject.Organisation,
            subject.Person,
            new ThumbprintConfirmation(subject.DeviceKey.Thumbprint),
            NumericDate.Of(now),
            NumericDate.Of(now + Limits.VaultDeviceLifetime)
        );
        return Jws.Sign(identity, JwsTypes.VaultDevice, claims);
    }

    private static Confirmation Confirm(Ed25519PublicKey key) => new(Jwk.Of(key));
}
