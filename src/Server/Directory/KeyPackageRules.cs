using Sotto.Mls;
using Sotto.Protocol;
using Sotto.Server.Http;

namespace Sotto.Server.Directory;

/// <summary>A key package that fits its device. Only <see cref="KeyPackageRules"/> makes one.</summary>
internal sealed record FittingKeyPackage(Bytes Reference, Bytes Message, bool LastResort, DateTimeOffset ExpiresAt);

/// <summary>
/// What a device may store for newcomers. Clients verify it again; the server makes sure that what it hands out under a
/// device's name carries that device's key and certificate, and can be used at all.
/// </summary>
internal static class KeyPackageRules
{
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(91);

    /// <summary>
    /// One for the stock. A vault's word belongs into requests for admission alone: in the stock it would let whoever
    /// takes the package put the device where it never asked to be.
    /// </summary>
    public static Checked<FittingKeyPackage> Check(
        Bytes message,
        bool lastResort,
        Ed25519PublicKey deviceKey,
        DeviceCertificate certificate,
        DateTimeOffset now
    ) => Check(message, lastResort, deviceKey, certificate, isVouched: false, now);

    /// <summary>One that asks for admission: used once, with the word of a vault beside the certificate.</summary>
    public static Checked<FittingKeyPackage> CheckAdmission(
        Bytes message,
        Ed25519PublicKey deviceKey,
        DeviceCertificate certificate,
        DateTimeOffset now
    ) => Check(message, lastResort: false, deviceKey, certificate, isVouched: true, now);

    private static Checked<FittingKeyPackage> Check(
        Bytes message,
        bool lastResort,
        Ed25519PublicKey deviceKey,
        DeviceCertificate certificate,
        bool isVouched,
        DateTimeOffset now
    )
    {
        if (Parse(message) is not { } package)
        {
            return Refusal.Malformed("A key package cannot be read or does not verify.");
        }

        if (package.CipherSuite != CipherSuite.X25519Aes128Sha256Ed25519 || package.IsLastResort != lastResort)
        {
            return Refusal.Malformed("A key package is of another suite or kind.");
        }

        if (!package.Leaf.SignatureKey.Span.SequenceEqual(deviceKey.Raw.Span))
        {
            return Refusal.Malformed("A key package has another signature key than the device.");
        }

        if (!CarriesCertificate(package, certificate, isVouched))
        {
            return Refusal.Malformed("A key package does not carry the device's certificate in force.");
        }

        return ExpiryOf(package.Lifetime, now) is { } expires
            ? new FittingKeyPackage(new Bytes(package.ComputeReference()), message, lastResort, expires)
            : Refusal.Malformed("A key package's lifetime is over, not begun, or too long.");
    }

    private static KeyPackage? Parse(Bytes message)
    {
        try
        {
            KeyPackage? package = MlsFraming.Parse(message.Span) as KeyPackage;
            package?.Verify();
            return package;
        }
        catch (MlsException)
        {
            return null;
        }
    }

    private static bool CarriesCertificate(KeyPackage package, DeviceCertificate certificate, bool isVouched)
    {
        if (package.Leaf.Credential is not Mls.Credential.Basic basic)
        {
            return false;
        }

        try
        {
            return Protocol.Credential.Parse(basic.Identity.Span) is Protocol.Credential.OfAgent agent
                && string.Equals(agent.Certificate, certificate.Text, StringComparison.Ordinal)
                && string.Equals(agent.Issuer, certificate.IssuerText, StringComparison.Ordinal)
                && agent.VaultDevice is not null == isVouched;
        }
        catch (CertificateException)
        {
            return false;
        }
    }

    private static DateTimeOffset? ExpiryOf(Lifetime lifetime, DateTimeOffset now)
    {
        ulong latest = (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        if (lifetime.NotAfter > latest || lifetime.NotBefore >= lifetime.NotAfter)
        {
            return null;
        }

        DateTimeOffset from = DateTimeOffset.FromUnixTimeSeconds((long)lifetime.NotBefore);
        DateTimeOffset until = DateTimeOffset.FromUnixTimeSeconds((long)lifetime.NotAfter);
        bool isUsable = until > now && from <= now + Limits.ClockSkew && until - from <= LongestLife;
        return isUsable ? until : null;
    }
}
