using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Configuration;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>
/// Hands a visitor one key package of each device that they want to write to. Anybody may ask, so three allowances stop
/// anybody from draining everybody's stock.
/// </summary>
internal sealed class TakeKeyPackages(
    Database database,
    InboxStore inboxes,
    KeyPackageStore keyPackages,
    Quotas quotas,
    ServerSettings settings,
    TimeProvider time
)
{
    private const int MostOfOneKey = 64;

    public static void Map(Routes routes) =>
        routes
            .Post("/v1/inboxes/{inbox}/key-packages", Access.AnyKey, AuditKind.None, HandleAsync)
            .Refuses(ProblemCodes.NotFound, ProblemCodes.Quota);

    private static async Task<Results<Ok<TakenKeyPackages>, ProblemHttpResult>> HandleAsync(
        InboxId inbox,
        KeyPackagesRequest request,
        ProvenKey proven,
        TakeKeyPackages take,
        HttpContext context
    )
    {
        Checked<TakenKeyPackages> outcome = await take.TakeAsync(
                inbox,
                request,
                proven,
                Pipeline.AddressOf(context),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        return outcome.Passed(out TakenKeyPackages? taken, out Refusal? refusal)
            ? TypedResults.Ok(taken)
            : refusal.ToProblem();
    }

    private async Task<Checked<TakenKeyPackages>> TakeAsync(
        InboxId inbox,
        KeyPackagesRequest request,
        ProvenKey proven,
        IPAddress address,
        CancellationToken cancel
    )
    {
        List<DeviceId> wanted = request.Devices.Distinct().ToList();
        if (wanted.Count == 0 || request.Devices.Count > Limits.RosterDevices)
        {
            return Refusal.Malformed($"Between 1 and {Limits.RosterDevices} devices can be asked for.");
        }

        if (await inboxes.FindAsync(inbox, cancel).ConfigureAwait(false) is not { } found)
        {
            return new Refusal(ProblemCodes.NotFound);
        }

        return TakeQuota(inbox, proven, address, wanted.Count)
            ? await database
                .WriteAsync(transaction => Take(transaction, found.Organisation, inbox, wanted, proven), cancel)
                .ConfigureAwait(false)
            : new Refusal(ProblemCodes.Quota);
    }

    /// <summary>A device that is not certified for this inbox is left out like one without stock: neither tells which ids exist.</summary>
    private TakenKeyPackages Take(
        WriteTransaction transaction,
        OrganisationId organisation,
        InboxId inbox,
        IReadOnlyList<DeviceId> wanted,
        ProvenKey proven
    )
    {
        DateTimeOffset now = time.GetUtcNow();
        HashSet<DeviceId> listening = CertificateStore
            .InForce(transaction, organisation)
            .Where(certificate => CertificateCurrency.ListensOn(certificate, inbox, now))
            .Select(certificate => certificate.Device)
            .ToHashSet();
        // In one order for everybody: on PostgreSQL two nodes that lock rows crosswise would stop each other.
        return new TakenKeyPackages(
            wanted
                .Where(listening.Contains)
                .OrderBy(device => device.Bits)
                .Select(device => keyPackages.Take(transaction, organisation, inbox, device, proven.Thumbprint))
                .OfType<TakenKeyPackage>()
                .ToList()
        );
    }

    private bool TakeQuota(InboxId inbox, ProvenKey proven, IPAddress address, int amount) =>
        quotas.TryTake(
            amount,
            new Allowance("key packages of", address.ToString(), settings.Quotas.KeyPackagesPerAddress),
            new Allowance("key packages by", proven.Thumbprint, MostOfOneKey),
            new Allowance("key packages in", inbox.ToString(), settings.Quotas.KeyPackagesPerInbox)
        );
}
