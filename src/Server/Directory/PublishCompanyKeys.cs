using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Accounts;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>Publishes the keys of the company's backend, which the owner signed in their browser with the recovery kit.</summary>
internal sealed class PublishCompanyKeys(
    StaffCommands commands,
    CompanyKeyStore store,
    OrganisationStore organisations,
    IDirectoryNotices notices,
    AuditLog audit,
    TimeProvider time
)
{
    private const string Route = "POST /v1/company-keys";

    public static void Map(Routes routes) =>
        routes
            .Post(
                "/v1/company-keys",
                Access.Owner,
                AuditKind.CompanyKeysPublished,
                HandleAsync,
                proof: true,
                stepUp: true
            )
            .Refuses(ProblemCodes.NotCertified, ProblemCodes.Conflict, ProblemCodes.IdempotencyMismatch);

    private static async Task<Results<Created, ProblemHttpResult>> HandleAsync(
        PublishCompanyKeysRequest request,
        IdempotencyKey key,
        StaffCaller caller,
        PublishCompanyKeys publish,
        CancellationToken cancel
    )
    {
        Refusal? refusal = await publish.StoreAsync(caller, key, request, cancel).ConfigureAwait(false);
        return refusal is null ? TypedResults.Created() : refusal.ToProblem();
    }

    private async Task<Refusal?> StoreAsync(
        StaffCaller caller,
        IdempotencyKey key,
        PublishCompanyKeysRequest request,
        CancellationToken cancel
    )
    {
        Organisation organisation = await organisations.GetAsync(caller.Organisation, cancel).ConfigureAwait(false);
        Checked<VerifiedCompanyKeys> check = CertificateRefusals.Catch<VerifiedCompanyKeys>(() =>
            VerifiedCompanyKeys.Verify(request.Statement, organisation.ToTrustedRoot(), time.GetUtcNow())
        );
        if (!check.Passed(out VerifiedCompanyKeys? keys, out Refusal? refusal))
        {
            return refusal;
        }

        return await commands
            .RunAsync(caller, key, Route, request, transaction => Put(transaction, caller, request, keys), cancel)
            .ConfigureAwait(false);
    }

    private Refusal? Put(
        WriteTransaction transaction,
        StaffCaller caller,
        PublishCompanyKeysRequest request,
        VerifiedCompanyKeys keys
    )
    {
        // Clients raise an alarm when a number comes twice or goes back, so the server must not be the one to cause it.
        if (!store.TryPut(transaction, keys, request.Statement))
        {
            return new Refusal(ProblemCodes.Conflict, CertificateRules.CompanyKeysRolledBack);
        }

        audit.Append(
            transaction,
            caller.Organisation,
            AuditKind.CompanyKeysPublished,
            caller.User.ToString(),
            new { number = keys.Number, keys = keys.Keys.Keys }
        );
        transaction.WhenCommitted(() => notices.Changed(caller.Organisation, DirectoryChange.Certificates));
        return null;
    }
}
