using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Server.Directory;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Vaults;

/// <summary>
/// Lets certified devices to vaults. Whoever holds a person's passkey can sign in on a browser of their own, and the passkey
/// may open the vault as well: somebody has to have looked at the browser before it gets the history of years.
/// </summary>
internal sealed class VaultAdmission(CertificateStore certificates, TimeProvider time)
{
    /// <summary>Null for a device whose certificate counts.</summary>
    public async Task<ProblemHttpResult?> RefuseAsync(DeviceCaller device, CancellationToken cancel)
    {
        IReadOnlyList<DeviceCertificate> all = await certificates
            .InForceAsync(device.Organisation, cancel)
            .ConfigureAwait(false);
        bool isCertified = all.Any(certificate =>
            certificate.Device == device.Device && CertificateCurrency.Counts(certificate, time.GetUtcNow())
        );
        return isCertified ? null : Problems.Of(ProblemCodes.NotCertified);
    }
}
