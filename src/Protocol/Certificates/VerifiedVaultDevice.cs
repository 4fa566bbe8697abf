namespace Sotto.Protocol;

/// <summary>
/// A vault's word that a device is its person's: that device has opened the vault. Only <see cref="Verify" /> makes one.
/// </summary>
public sealed class VerifiedVaultDevice
{
    private VerifiedVaultDevice(VaultDeviceSubject subject, DateTimeOffset expiresAt)
    {
        Subject = subject;
        ExpiresAt = expiresAt;
    }

    /// <summary>Whose device it is.</summary>
    public VaultDeviceSubject Subject { get; }

    /// <summary>Its end, without the skew that clocks are granted and without days of grace.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>
    /// Verifies that the vault with this identity vouches for exactly this device now. That the identity is this person's,
    /// the caller knows from elsewhere. Throws <see cref="CertificateException" />.
    /// </summary>
    public static VerifiedVaultDevice Verify(
        string jws,
        Ed25519PublicKey identity,
        VaultDeviceSubject expected,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(expected);
        VaultDeviceClaims claims = ClaimRules.Verified<VaultDeviceClaims>(
            jws,
            JwsTypes.VaultDevice,
            identity,
            Limits.JwsCharacters,
            CertificateRules.NotSignedByVault
        );
        if (!UserId.TryParse(claims.Sub, out _) && !CustomerId.TryParse(claims.Sub, out _))
        {
            throw new CertificateException(CertificateRules.Malformed);
        }

        ClaimRules.Organisation(claims.Org, expected.Organisation);
        if (!string.Equals(claims.Sub, expected.Person, StringComparison.Ordinal))
        {
            throw new CertificateException(CertificateRules.WrongPerson);
        }

        if (!string.Equals(claims.Cnf.Jkt, expected.DeviceKey.Thumbprint, StringComparison.Ordinal))
        {
            throw new CertificateException(CertificateRules.WrongKey);
        }

        return new(expected, CheckTime(claims, now));
    }

    private static DateTimeOffset CheckTime(VaultDeviceClaims claims, DateTimeOffset now)
    {
        DateTimeOffset from = ClaimRules.Time(claims.Iat);
        DateTimeOffset until = ClaimRules.Time(claims.Exp);
        if (until <= from || until - from > Limits.VaultDeviceLifetime)
        {
            throw new CertificateException(CertificateRules.LivesTooLong);
        }

        if (now + Limits.ClockSkew < from)
        {
            throw new CertificateException(CertificateRules.NotYetValid);
        }

        return now - Limits.ClockSkew > until ? throw new CertificateException(CertificateRules.Expired) : until;
    }
}
