using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.Recovery;

/// <summary>
/// The side of a recovery that is still in: everybody sees what is under way, an administrator approves or cancels, and so
/// does cancel whoever it is about. Nobody approves their own.
/// </summary>
internal sealed class WatchRecoveries(
    Database database,
    RecoveryStore recoveries,
    SecurityEvents events,
    TimeProvider time
)
{
    public static void Map(Routes routes)
    {
        routes.Get("/v1/recoveries", Access.Staff, ListAsync);
        routes
            .Post(
                "/v1/recoveries/{recovery}/approve",
                Access.Administrator,
                AuditKind.RecoveryApproved,
                ApproveAsync,
                proof: true,
                stepUp: true
            )
            .Refuses(ProblemCodes.NotFound, ProblemCodes.Conflict);
        routes
            .Post(
                "/v1/recoveries/{recovery}/cancel",
                Access.Staff,
                AuditKind.RecoveryCancelled,
                CancelAsync,
                proof: true
            )
            .Refuses(ProblemCodes.NotFound);
    }

    private static async Task<Ok<RecoveryList>> ListAsync(
        StaffCaller caller,
        RecoveryStore recoveries,
        CancellationToken cancel
    ) =>
        TypedResults.Ok(
            new RecoveryList(await recoveries.ListAsync(caller.Organisation, cancel).ConfigureAwait(false))
        );

    private static Task<Results<NoContent, ProblemHttpResult>> ApproveAsync(
        RecoveryId recovery,
        EmptyRequest request,
        StaffCaller caller,
        WatchRecoveries watch,
        HttpContext context
    ) => watch.ApplyAsync(context, caller, recovery, SecurityEventKind.RecoveryApproved, watch.Approve);

    private static Task<Results<NoContent, ProblemHttpResult>> CancelAsync(
        RecoveryId recovery,
        EmptyRequest request,
        StaffCaller caller,
        WatchRecoveries watch,
        HttpContext context
    ) => watch.ApplyAsync(context, caller, recovery, SecurityEventKind.RecoveryCancelled, watch.Cancel);

    private Refusal? Approve(WriteTransaction transaction, StaffCaller caller, OpenRecovery recovery)
    {
        if (recovery.User == caller.User)
        {
            return new Refusal(ProblemCodes.Forbidden);
        }

        AccountRole? role = StaffStore.RoleOf(transaction, caller.Organisation, recovery.User);
        DateTimeOffset readyAt = RecoveryRules.ReadyAfterApproval(caller.Role, role, time.GetUtcNow());
        return RecoveryStore.TryApprove(transaction, recovery, caller, readyAt)
            ? null
            : new Refusal(ProblemCodes.Conflict);
    }

    private Refusal? Cancel(WriteTransaction transaction, StaffCaller caller, OpenRecovery recovery)
    {
        if (recovery.User != caller.User && !Roles.May(caller.Role, Access.Administrator))
        {
            return new Refusal(ProblemCodes.Forbidden);
        }

        return recoveries.TryEnd(transaction, recovery) ? null : new Refusal(ProblemCodes.NotFound);
    }

    private async Task<Results<NoContent, ProblemHttpResult>> ApplyAsync(
        HttpContext context,
        StaffCaller caller,
        RecoveryId id,
        SecurityEventKind kind,
        Func<WriteTransaction, StaffCaller, OpenRecovery, Refusal?> change
    )
    {
        string place = NetworkPlace.Of(context);
        Refusal? refusal = await database
            .WriteAsync(
                transaction =>
                {
                    if (!Sessions.StillHolds(transaction, caller))
                    {
                        return new Refusal(ProblemCodes.Unauthenticated);
                    }

                    if (RecoveryStore.Find(transaction, caller.Organisation, id) is not { } recovery)
                    {
                        return new Refusal(ProblemCodes.NotFound);
                    }

                    if (change(transaction, caller, recovery) is { } refused)
                    {
                        return refused;
                    }

                    events.Append(
                        transaction,
                        caller.Organisation,
                        recovery.User.ToString(),
                        kind,
                        new EventSource(place, Device: caller.Device),
                        new { recovery = id, by = caller.User }
                    );
                    return null;
                },
                context.RequestAborted
            )
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }
}
