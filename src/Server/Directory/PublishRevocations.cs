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
/// Publishes an issuer's next revocation list. Two browsers may have the same issuer key: of the two lists that each of them
/// calls the next, the first is stored, and the second is refused before anybody sees it.
/// </summary>
internal sealed class PublishRevocations(
    StaffCommands commands,
    CertificateStore certificates,
    RevocationStore revocations,
    OrganisationStore organisations,
    IDirectoryNotices notices,
    ILiveSessions live,
    AuditLog audit,
    TimeProvider time
)
{
    private const string Route = "POST /v1/revocations";

    public static void Map(Routes routes) =>
        routes
            .Post("/v1/revocations", Access.Administrator, AuditKind.RevocationsPublished, HandleAsync, proof: true)
            .Refuses(ProblemCodes.NotCertified, ProblemCodes.Conflict, ProblemCodes.IdempotencyMismatch);

    private static async Task<Results<Created, ProblemHttpResult>> HandleAsync(
        PublishRevocationsRequest request,
        IdempotencyKey key,
        StaffCaller caller,
        PublishRevocations publish,
        CancellationToken cancel
    )
    {
        Refusal? refusal = await publish.StoreAsync(caller, key, request, cancel).ConfigureAwait(false);
        return refusal is null ? TypedResults.Created() : refusal.ToProblem();
    }

    private async Task<Refusal?> StoreAsync(
        StaffCaller caller,
        IdempotencyKey key,
        PublishRevocationsRequest request,
        CancellationToken cancel
    )
    {
        Checked<string> claimed = CertificateRefusals.Catch<string>(() =>
            VerifiedRevocations.ClaimedIssuer(request.List) is { } thumbprint
                ? thumbprint
                : Refusal.Malformed("The list names no issuer.")
        );
        if (!claimed.Passed(out string? issuer, out Refusal? refusal))
        {
            return refusal;
        }

        string? issuerText = await certificates
            .FindIssuerAsync(caller.Organisation, issuer, cancel)
            .ConfigureAwait(false);
        if (issuerText is null)
        {
            return new Refusal(ProblemCodes.NotCertified, "The list's issuer is not one of this organisation.");
        }

        Organisation organisation = await organisations.GetAsync(caller.Organisation, cancel).ConfigureAwait(false);
        Checked<VerifiedRevocations> check = CertificateChecks.CheckList(
            request.List,
            issuerText,
            organisation,
            time.GetUtcNow()
        );
        if (!check.Passed(out VerifiedRevocations? list, out refusal))
        {
            return refusal;
        }

        if (list.Issuer.User != caller.User)
        {
            return new Refusal(ProblemCodes.Forbidden, "Whoever is the issuer publishes what it signed.");
        }

        return await commands
            .RunAsync(caller, key, Route, request, transaction => Put(transaction, caller, request, list), cancel)
            .ConfigureAwait(false);
    }

    private Refusal? Put(
        WriteTransaction transaction,
        StaffCaller caller,
        PublishRevocationsRequest request,
        VerifiedRevocations list
    )
    {
        (long Number, string List)? stored = RevocationStore.FindForUpdate(
            transaction,
            caller.Organisation,
            list.Issuer.Key.Thumbprint
        );
        if (stored?.List == request.List)
        {
            return null;
        }

        // Clients stop when a number comes twice or goes back, so the server must not be the one to cause it. Who skips a
        // number has not seen the list that they would replace.
        if (list.Number != (stored?.Number ?? 0) + 1)
        {
            return new Refusal(ProblemCodes.Conflict, CertificateRules.RevocationsRolledBack);
        }

        IReadOnlyList<DeviceId> devices = revocations.Put(transaction, list, request.List);
        audit.Append(
            transaction,
            caller.Organisation,
            AuditKind.RevocationsPublished,
            caller.User.ToString(),
            new
            {
                issuer = list.Issuer.Key.Thumbprint,
                number = list.Number,
                revoked = list.Revoked.Keys,
            }
        );
        transaction.WhenCommitted(() =>
        {
            foreach (DeviceId device in devices)
            {
                live.EndDevice(device);
            }
        });
        transaction.WhenCommitted(() => notices.Changed(caller.Organisation, DirectoryChange.Certificates));
        return null;
    }
}
