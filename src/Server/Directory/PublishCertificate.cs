using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Accounts;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>
/// Publishes a device's certificate. The server verifies it like every client will, not because it is trusted but so
/// that nobody waits for a certificate that everybody will refuse.
/// </summary>
internal sealed class PublishCertificate(
    StaffCommands commands,
    DeviceStore devices,
    CertificateStore certificates,
    OrganisationStore organisations,
    IDirectoryNotices notices,
    AuditLog audit,
    TimeProvider time
)
{
    private const string Route = "POST /v1/certificates";

    public static void Map(Routes routes) =>
        routes
            .Post("/v1/certificates", Access.Administrator, AuditKind.CertificateIssued, HandleAsync, proof: true)
            .Refuses(
                ProblemCodes.NotFound,
                ProblemCodes.NotCertified,
                ProblemCodes.StepUpRequired,
                ProblemCodes.Conflict,
                ProblemCodes.IdempotencyMismatch
            );

    private static async Task<Results<Created, ProblemHttpResult>> HandleAsync(
        PublishCertificateRequest request,
        IdempotencyKey key,
        StaffCaller caller,
        PublishCertificate publish,
        CancellationToken cancel
    )
    {
        Refusal? refusal = await publish.StoreAsync(caller, key, request, cancel).ConfigureAwait(false);
        return refusal is null ? TypedResults.Created() : refusal.ToProblem();
    }

    private async Task<Refusal?> StoreAsync(
        StaffCaller caller,
        IdempotencyKey key,
        PublishCertificateRequest request,
        CancellationToken cancel
    )
    {
        RegisteredDevice? device = await devices
            .FindAsync(caller.Organisation, request.Device, cancel)
            .ConfigureAwait(false);
        if (device is null)
        {
            return new Refusal(ProblemCodes.NotFound);
        }

        Organisation organisation = await organisations.GetAsync(caller.Organisation, cancel).ConfigureAwait(false);
        Checked<VerifiedAgent> check = CertificateChecks.Check(request, organisation, device, time.GetUtcNow());
        if (!check.Passed(out VerifiedAgent? certificate, out Refusal? refusal))
        {
            return refusal;
        }

        if (certificate.Issuer.User != caller.User)
        {
            return new Refusal(ProblemCodes.Forbidden, "Whoever is the issuer publishes what it signed.");
        }

        return await commands
            .RunAsync(
                caller,
                key,
                Route,
                request,
                transaction => Add(transaction, caller, request, certificate),
                cancel
            )
            .ConfigureAwait(false);
    }

    private Refusal? Add(
        WriteTransaction transaction,
        StaffCaller caller,
        PublishCertificateRequest request,
        VerifiedAgent certificate
    )
    {
        OrganisationId organisation = caller.Organisation;
        if (CertificateStore.Find(transaction, organisation, certificate.CertificateIdentifier) is { } earlier)
        {
            return earlier == request.Certificate ? null : new Refusal(ProblemCodes.Conflict);
        }

        DeviceCertificate? before = CertificateStore
            .InForce(transaction, organisation)
            .SingleOrDefault(other => other.Device == certificate.Device);
        if (!IsRenewal(before, certificate) && !caller.IsFresh(time.GetUtcNow()))
        {
            return new Refusal(ProblemCodes.StepUpRequired);
        }

        if (Refuse(transaction, certificate) is { } refusal)
        {
            return refusal;
        }

        DropNarrowed(transaction, before, certificate);
        certificates.AddIssuer(transaction, certificate.Issuer, request.Issuer);
        certificates.Add(transaction, certificate, request.Certificate);
        audit.Append(
            transaction,
            organisation,
            AuditKind.CertificateIssued,
            caller.User.ToString(),
            new
            {
                certificate = certificate.CertificateIdentifier,
                device = certificate.Device,
                issuer = certificate.Issuer.Key.Thumbprint,
                inboxes = certificate.Inboxes,
            }
        );
        transaction.WhenCommitted(() => notices.Changed(organisation, DirectoryChange.Certificates));
        return null;
    }

    private static Refusal? Refuse(WriteTransaction transaction, VerifiedAgent certificate)
    {
        bool isHere =
            InboxStore.AllExist(transaction, certificate.Organisation, certificate.Inboxes)
            && StaffStore.RoleOf(transaction, certificate.Organisation, certificate.User) is { } role
            && Roles.Converses(role)
            && StaffStore.WorksHere(transaction, certificate.Organisation, certificate.User)
            && StaffStore.WorksHere(transaction, certificate.Organisation, certificate.Issuer.User);
        if (!isHere)
        {
            return new Refusal(ProblemCodes.NotCertified, "The certificate names people or inboxes that are not here.");
        }

        return RevocationStore.Names(transaction, certificate.Organisation, certificate.CertificateIdentifier)
            ? new Refusal(ProblemCodes.NotCertified, CertificateRules.Revoked)
            : null;
    }

    /// <summary>
    /// Whether a device only keeps, or loses, what it had. Consoles renew certificates by themselves; whatever lets
    /// somebody in or gives more needs its issuer to be there.
    /// </summary>
    private bool IsRenewal(DeviceCertificate? before, VerifiedAgent certificate) =>
        before is { Revoked: false }
        && before.ExpiresAt + Limits.CertificateGrace > time.GetUtcNow()
        && certificate.Inboxes.IsSubsetOf(before.Inboxes);

    /// <summary>Key packages carry the certificate they were made under: with fewer inboxes than before they must not go out.</summary>
    private static void DropNarrowed(WriteTransaction transaction, DeviceCertificate? before, VerifiedAgent certificate)
    {
        if (before is not null && !certificate.Inboxes.IsSupersetOf(before.Inboxes))
        {
            KeyPackageStore.Discard(transaction, certificate.Organisation, certificate.Device);
        }
    }
}
