using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>A staff device leaves key packages for newcomers, so that it can be invited while it is away.</summary>
internal sealed class UploadKeyPackages(
    Database database,
    DeviceStore devices,
    CertificateStore certificates,
    KeyPackageStore keyPackages,
    TimeProvider time
)
{
    private sealed record Batch(IReadOnlyList<FittingKeyPackage> Packages);

    public static void Map(Routes routes) =>
        routes
            .Post(
                "/v1/devices/{device}/key-packages",
                Access.StaffDevice,
                AuditKind.None,
                HandleAsync,
                scope: ApiScope.KeyPackagesWrite
            )
            .Refuses(
                ProblemCodes.NotFound,
                ProblemCodes.NotCertified,
                ProblemCodes.WaitingForCertificate,
                ProblemCodes.Quota
            );

    private static async Task<Results<Ok<KeyPackageStock>, ProblemHttpResult>> HandleAsync(
        DeviceId device,
        UploadKeyPackagesRequest request,
        DeviceCaller caller,
        UploadKeyPackages upload,
        CancellationToken cancel
    )
    {
        if (device != caller.Device)
        {
            return Problems.Of(ProblemCodes.NotFound);
        }

        Checked<KeyPackageStock> outcome = await upload.StoreAsync(caller, request, cancel).ConfigureAwait(false);
        return outcome.Passed(out KeyPackageStock? stock, out Refusal? refusal)
            ? TypedResults.Ok(stock)
            : refusal.ToProblem();
    }

    private async Task<Checked<KeyPackageStock>> StoreAsync(
        DeviceCaller caller,
        UploadKeyPackagesRequest request,
        CancellationToken cancel
    )
    {
        Checked<Batch> check = await CheckAsync(caller, request, cancel).ConfigureAwait(false);
        if (!check.Passed(out Batch? batch, out Refusal? refusal))
        {
            return refusal;
        }

        int? stock = await database
            .WriteAsync(
                transaction => keyPackages.TryAdd(transaction, caller.Organisation, caller.Device, batch.Packages),
                cancel
            )
            .ConfigureAwait(false);
        return stock is { } count ? new KeyPackageStock(count) : new Refusal(ProblemCodes.Quota);
    }

    private async Task<Checked<Batch>> CheckAsync(
        DeviceCaller caller,
        UploadKeyPackagesRequest request,
        CancellationToken cancel
    )
    {
        if (request.KeyPackages.Count > Limits.KeyPackagesPerUpload)
        {
            return new Refusal(ProblemCodes.TooLarge);
        }

        RegisteredDevice? device = await devices
            .FindAsync(caller.Organisation, caller.Device, cancel)
            .ConfigureAwait(false);
        if (device is null)
        {
            return new Refusal(ProblemCodes.NotFound);
        }

        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyList<DeviceCertificate> inForce = await certificates
            .InForceAsync(caller.Organisation, cancel)
            .ConfigureAwait(false);
        DeviceCertificate? certificate = inForce.SingleOrDefault(other => other.Device == caller.Device);
        if (certificate is null)
        {
            return new Refusal(ProblemCodes.WaitingForCertificate);
        }

        return CertificateCurrency.Counts(certificate, now)
            ? CheckAll(request, device, certificate, now)
            : new Refusal(ProblemCodes.NotCertified);
    }

    private static Checked<Batch> CheckAll(
        UploadKeyPackagesRequest request,
        RegisteredDevice device,
        DeviceCertificate certificate,
        DateTimeOffset now
    )
    {
        List<(Bytes Message, bool LastResort)> all = request.KeyPackages.Select(message => (message, false)).ToList();
        if (request.LastResort is { } lastResort)
        {
            all.Add((lastResort, true));
        }

        List<FittingKeyPackage> fitting = [];
        foreach ((Bytes message, bool isLastResort) in all)
        {
            Checked<FittingKeyPackage> check = KeyPackageRules.Check(
                message,
                isLastResort,
                device.Key,
                certificate,
                now
            );
            if (!check.Passed(out FittingKeyPackage? package, out Refusal? refusal))
            {
                return refusal;
            }

            fitting.Add(package);
        }

        return new Batch(fitting);
    }
}
