using Sotto.Protocol;

namespace Sotto.Server.Directory;

/// <summary>Whether a device's certificate still counts, and where.</summary>
internal static class CertificateCurrency
{
    /// <summary>Not revoked, and neither it nor its issuer past the days of grace.</summary>
    public static bool Counts(DeviceCertificate certificate, DateTimeOffset now) =>
        !certificate.Revoked
        && now <= certificate.ExpiresAt + Limits.CertificateGrace
        && now <= certificate.IssuerExpiresAt + Limits.CertificateGrace;

    /// <summary>Whether a device with this certificate in force, or none, is one that somebody vouches for.</summary>
    public static bool IsCertified(DeviceCertificate? certificate, DateTimeOffset now) =>
        certificate is not null && Counts(certificate, now);

    /// <summary>Whether the device may be invited into conversations of this inbox.</summary>
    public static bool ListensOn(DeviceCertificate certificate, InboxId inbox, DateTimeOffset now) =>
        Counts(certificate, now) && certificate.Inboxes.Contains(inbox);
}
