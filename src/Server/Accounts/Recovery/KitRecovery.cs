using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.Recovery;

/// <summary>
/// The side of a recovery that holds the printed kit. Its root key proves itself with each call as any device key does; the
/// organisation is the one whose root that is. Nothing else is asked for, least of all an e-mail.
/// </summary>
internal sealed class KitRecovery(
    Database database,
    RecoveryStore recoveries,
    StaffStore staff,
    OrganisationStore organisations,
    SecurityEvents events,
    TimeProvider time
)
{
    public static void Map(Routes routes)
    {
        routes
            .Post("/v1/recovery", Access.AnyKey, AuditKind.None, ViewAsync, proof: true)
            .Refuses(ProblemCodes.NotFound);
        routes
            .Post("/v1/recovery/request", Access.AnyKey, AuditKind.RecoveryRequested, RequestAsync, proof: true)
            .Refuses(ProblemCodes.NotFound);
    }

    /// <summary>The organisation whose root key made the proof, or null.</summary>
    public async Task<Organisation?> OrganisationOfAsync(ProvenKey key, CancellationToken cancel) =>
        await organisations.FindByRootAsync(key.Key.Raw, cancel).ConfigureAwait(false);

    private static async Task<Results<Ok<RecoveryView>, ProblemHttpResult>> ViewAsync(
        EmptyRequest request,
        ProvenKey key,
        KitRecovery kit,
        CancellationToken cancel
    ) =>
        await kit.OrganisationOfAsync(key, cancel).ConfigureAwait(false) is { } organisation
            ? TypedResults.Ok(await kit.DescribeAsync(organisation, cancel).ConfigureAwait(false))
            : Problems.Of(ProblemCodes.NotFound);

    private async Task<RecoveryView> DescribeAsync(Organisation organisation, CancellationToken cancel)
    {
        IReadOnlyList<StaffAccount> accounts = await staff.ListAsync(organisation.Id, cancel).ConfigureAwait(false);
        return new RecoveryView(
            new OrganisationName(organisation.Id, organisation.Name),
            accounts.Select(account => new RecoverableAccount(account.User, account.Name, account.Role)).ToList(),
            await recoveries.ListAsync(organisation.Id, cancel).ConfigureAwait(false)
        );
    }

    private static async Task<Results<Ok<RecoveryView>, ProblemHttpResult>> RequestAsync(
        RecoveryRequest request,
        ProvenKey key,
        KitRecovery kit,
        HttpContext context
    )
    {
        CancellationToken cancel = context.RequestAborted;
        if (await kit.OrganisationOfAsync(key, cancel).ConfigureAwait(false) is not { } organisation)
        {
            return Problems.Of(ProblemCodes.NotFound);
        }

        bool began = await kit.BeginAsync(organisation.Id, request.User, NetworkPlace.Of(context), cancel)
            .ConfigureAwait(false);
        return began
            ? TypedResults.Ok(await kit.DescribeAsync(organisation, cancel).ConfigureAwait(false))
            : Problems.Of(ProblemCodes.NotFound);
    }

    private Task<bool> BeginAsync(OrganisationId organisation, UserId user, string place, CancellationToken cancel) =>
        database.WriteAsync(
            transaction =>
            {
                if (!StaffStore.WorksHere(transaction, organisation, user))
                {
                    return false;
                }

                long others = StaffStore.CountAdministrators(transaction, organisation, except: user);
                DateTimeOffset? readyAt = RecoveryRules.ReadyAt(others, time.GetUtcNow());
                (OpenRecovery recovery, bool isNew) = recoveries.Begin(transaction, organisation, user, readyAt, place);
                if (isNew)
                {
                    events.Append(
                        transaction,
                        organisation,
                        user.ToString(),
                        SecurityEventKind.RecoveryRequested,
                        new EventSource(place),
                        new { recovery = recovery.Id }
                    );
                }

                return true;
            },
            cancel
        );
}
