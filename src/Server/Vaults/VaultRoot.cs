using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Vaults;

/// <summary>
/// Lets the owner keep what certifies in their vault, take it out again, and use it on a browser that nobody has certified:
/// with the browser lost there is nobody else who could. It is the organisation's root key, an issuer key, or both; the
/// server cannot open it and is not told which. A revoked browser proves nothing, and gets nothing. Each of the three takes a
/// fresh verification and shows among the events of the account. The sealed keys are a record of their own, which these
/// three alone write and give out.
/// </summary>
internal sealed class VaultRoot(Database database, SecurityEvents events, TimeProvider time)
{
    private const string Route = "/v1/vault/root";

    public static void Map(Routes routes)
    {
        routes.Get(Route, Access.Owner, ViewAsync);
        routes
            .Post(Route, Access.Owner, AuditKind.VaultRootKept, KeepAsync, proof: true, stepUp: true)
            .Refuses(ProblemCodes.NotCertified, ProblemCodes.NotFound, ProblemCodes.Conflict);
        routes
            .Post($"{Route}/remove", Access.Owner, AuditKind.VaultRootRemoved, RemoveAsync, proof: true, stepUp: true)
            .Refuses(ProblemCodes.NotCertified, ProblemCodes.NotFound, ProblemCodes.Conflict);
        routes
            .Post($"{Route}/open", Access.Owner, AuditKind.VaultRootOpened, OpenAsync, proof: true, stepUp: true)
            .Refuses(ProblemCodes.NotFound);
    }

    private static async Task<Ok<RootInVault>> ViewAsync(
        StaffCaller caller,
        Database database,
        CancellationToken cancel
    )
    {
        VaultRootState? state = await database
            .ReadAsync(
                reader => VaultRootStore.ReadStateAsync(reader, caller.Organisation, caller.User.ToString()),
                cancel
            )
            .ConfigureAwait(false);
        return TypedResults.Ok(new RootInVault(state is { Kept: true }));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> KeepAsync(
        KeepVaultRootRequest request,
        StaffCaller caller,
        VaultAdmission admission,
        VaultRoot root,
        HttpContext context
    ) =>
        request.Number < 1 || request.Sealed.Length is 0 or > Limits.SealedRootBytes
            ? Problems.Of(ProblemCodes.Malformed, "What is sealed or its number is not usable.")
            : await root.ChangeAsync(
                    (transaction, now) =>
                        VaultRootStore.Keep(transaction, new VaultOwner.OfStaff(caller), request, now),
                    SecurityEventKind.VaultRootKept,
                    caller,
                    admission,
                    context
                )
                .ConfigureAwait(false);

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        RemoveVaultRootRequest request,
        StaffCaller caller,
        VaultAdmission admission,
        VaultRoot root,
        HttpContext context
    ) =>
        request.Number < 1
            ? Problems.Of(ProblemCodes.Malformed, "The number is not usable.")
            : await root.ChangeAsync(
                    (transaction, now) =>
                        VaultRootStore.TakeOut(transaction, new VaultOwner.OfStaff(caller), request, now),
                    SecurityEventKind.VaultRootRemoved,
                    caller,
                    admission,
                    context
                )
                .ConfigureAwait(false);

    private async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        Func<WriteTransaction, long, string?> change,
        SecurityEventKind kind,
        StaffCaller caller,
        VaultAdmission admission,
        HttpContext context
    )
    {
        if (await admission.RefuseAsync(caller, context.RequestAborted).ConfigureAwait(false) is { } revoked)
        {
            return revoked;
        }

        string place = NetworkPlace.Of(context);
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        string? refusal = await database
            .WriteAsync(
                transaction =>
                {
                    if (!Sessions.StillHolds(transaction, caller))
                    {
                        return ProblemCodes.Unauthenticated;
                    }

                    string? refused = change(transaction, now);
                    if (refused is null)
                    {
                        events.AppendOwn(transaction, caller, kind, place);
                    }

                    return refused;
                },
                context.RequestAborted
            )
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : Problems.Of(refusal);
    }

    private static async Task<Results<Ok<OpenedVaultRoot>, ProblemHttpResult>> OpenAsync(
        EmptyRequest request,
        StaffCaller caller,
        VaultRoot root,
        HttpContext context
    )
    {
        Checked<OpenedVaultRoot> outcome = await root.ReadAsync(
                caller,
                NetworkPlace.Of(context),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        return outcome.Passed(out OpenedVaultRoot? opened, out Refusal? refusal)
            ? TypedResults.Ok(opened)
            : refusal.ToProblem();
    }

    private Task<Checked<OpenedVaultRoot>> ReadAsync(StaffCaller caller, string place, CancellationToken cancel) =>
        database.WriteAsync<Checked<OpenedVaultRoot>>(
            transaction =>
            {
                if (!Sessions.StillHolds(transaction, caller))
                {
                    return new Refusal(ProblemCodes.Unauthenticated);
                }

                if (
                    VaultStore.FindForUpdate(transaction, new VaultOwner.OfStaff(caller)) is not { } vault
                    || VaultRootStore.Find(transaction, new VaultOwner.OfStaff(caller)) is not { } root
                )
                {
                    return new Refusal(ProblemCodes.NotFound);
                }

                events.AppendOwn(transaction, caller, SecurityEventKind.VaultRootOpened, place);
                return new OpenedVaultRoot(
                    vault,
                    VaultStore.Ways(transaction, new VaultOwner.OfStaff(caller)),
                    root.Number,
                    root.Sealed
                );
            },
            cancel
        );
}
