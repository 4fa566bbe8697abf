using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Accounts;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>Publishes the certificate of an issuer key that the caller made in their browser with the recovery kit.</summary>
internal sealed class PublishIssuer(
    StaffCommands commands,
    CertificateStore certificates,
    OrganisationStore organisations,
    IDirectoryNotices notices,
    AuditLog audit,
    TimeProvider time
)
{
    private const string Route = "POST /v1/issuers";

    public static void Map(Routes routes) =>
        routes
            .Post("/v1/issuers", Access.Administrator, AuditKind.IssuerAdded, HandleAsync, proof: true, stepUp: true)
            .Refuses(ProblemCodes.NotCertified, ProblemCodes.IdempotencyMismatch);

    private static async Task<Results<Created, ProblemHttpResult>> HandleAsync(
        PublishIssuerRequest request,
        IdempotencyKey key,
        StaffCaller caller,
        PublishIssuer publish,
        CancellationToken cancel
    )
    {
        Refusal? refusal = await publish.StoreAsync(caller, key, request, cancel).ConfigureAwait(false);
        return refusal is null ? TypedResults.Created() : refusal.ToProblem();
    }

    private async Task<Refusal?> StoreAsync(
        StaffCaller caller,
        IdempotencyKey key,
        PublishIssuerRequest request,
        CancellationToken cancel
    )
    {
        Organisation organisation = await organisations.GetAsync(caller.Organisation, cancel).ConfigureAwait(false);
        Checked<VerifiedIssuer> check = CertificateChecks.CheckIssuer(request.Issuer, organisation, time.GetUtcNow());
        if (!check.Passed(out VerifiedIssuer? issuer, out Refusal? refusal))
        {
            return refusal;
        }

        if (issuer.User != caller.User)
        {
            return new Refusal(ProblemCodes.NotCertified, "The certificate names another person.");
        }

        return await commands
            .RunAsync(caller, key, Route, request, transaction => Add(transaction, caller, request, issuer), cancel)
            .ConfigureAwait(false);
    }

    private Refusal? Add(
        WriteTransaction transaction,
        StaffCaller caller,
        PublishIssuerRequest request,
        VerifiedIssuer issuer
    )
    {
        certificates.AddIssuer(transaction, issuer, request.Issuer);
        audit.Append(
            transaction,
            caller.Organisation,
            AuditKind.IssuerAdded,
            caller.User.ToString(),
            new { issuer = issuer.Key.Thumbprint }
        );
        transaction.WhenCommitted(() => notices.Changed(caller.Organisation, DirectoryChange.Certificates));
        return null;
    }
}
