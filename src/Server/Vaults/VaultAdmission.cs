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
    public Task<ProblemHttpResult?> RefuseAsync(DeviceCaller device, CancellationToken cancel) =>
        RefuseAsync(device.Organisation, device.Device, cancel);

    /// <summary>Null for a caller whose proof is of a device whose certificate counts.</summary>
    public async Task<ProblemHttpResult?> RefuseAsync(StaffCaller caller, CancellationToken cancel) =>
        caller.Device is { } device
            ? await RefuseAsync(caller.Organisation, device, cancel).ConfigureAwait(false)
            : Problems.Of(ProblemCodes.NotCertified);

    private async Task<ProblemHttpResult?> RefuseAsync(
        OrganisationId organisation,
        DeviceId device,
        CancellationToken cancel
    )
    {
        DeviceCertificate? certificate = await certificates
            .InForceOfAsync(organisation, device, cancel)
            .ConfigureAwait(false);
        return CertificateCurrency.IsCertified(certificate, time.GetUtcNow())
            ? null
            : Problems.Of(ProblemCodes.NotCertified);
    }
}
