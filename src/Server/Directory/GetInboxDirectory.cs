using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Accounts;
using Sotto.Server.Configuration;
using Sotto.Server.Http;

namespace Sotto.Server.Directory;

/// <summary>
/// What a visitor sees before writing: who listens, with the certificates to verify it. Devices count also while they
/// are offline, so that somebody can be written to at any hour.
/// </summary>
internal sealed class GetInboxDirectory(
    InboxStore inboxes,
    OrganisationStore organisations,
    CertificateStore certificates,
    RevocationStore revocations,
    IPresence presence,
    ServerSettings settings,
    TimeProvider time
)
{
    public static void Map(Routes routes) =>
        routes.Get("/v1/inboxes/{inbox}", Access.Public, HandleAsync).Refuses(ProblemCodes.NotFound);

    private static async Task<Results<Ok<InboxDirectory>, ProblemHttpResult>> HandleAsync(
        InboxId inbox,
        GetInboxDirectory directory,
        CancellationToken cancel
    ) =>
        await directory.ReadAsync(inbox, cancel).ConfigureAwait(false) is { } found
            ? TypedResults.Ok(found)
            : Problems.Of(ProblemCodes.NotFound);

    private async Task<InboxDirectory?> ReadAsync(InboxId id, CancellationToken cancel)
    {
        if (await inboxes.FindAsync(id, cancel).ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        DateTimeOffset now = time.GetUtcNow();
        Organisation organisation = await organisations.GetAsync(found.Organisation, cancel).ConfigureAwait(false);
        List<DeviceCertificate> listening = (
            await certificates.InForceAsync(found.Organisation, cancel).ConfigureAwait(false)
        )
            .Where(certificate => CertificateCurrency.ListensOn(certificate, id, now))
            .ToList();
        IReadOnlyDictionary<string, string> lists = await revocations
            .ByIssuerAsync(found.Organisation, cancel)
            .ConfigureAwait(false);
        return new InboxDirectory(
            id,
            found.Inbox.Name,
            found.Inbox.Greeting,
            new OrganisationName(organisation.Id, organisation.Name),
            organisation.Root,
            listening.Select(List).ToList(),
            listening
                .Select(certificate => certificate.Issuer)
                .Distinct(StringComparer.Ordinal)
                .Where(lists.ContainsKey)
                .Select(issuer => lists[issuer])
                .ToList(),
            settings.KeptDays,
            settings.Contact,
            now
        );
    }

    private ListedAgent List(DeviceCertificate certificate) =>
        new(certificate.Device, certificate.Text, certificate.IssuerText, presence.IsOnline(certificate.Device));
}
