using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Vaults;

/// <summary>
/// Lets the owner keep the organisation's root key in their vault, take it out again, and use it on a browser that nobody
/// has certified: with the browser lost there is nobody else who could. A revoked one proves nothing, and gets nothing.
/// Each of the three takes a fresh verification and shows among the events of the account. The server cannot open what it
/// keeps; it is told that the root is in it.
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
        VaultKeysState? state = await database
            .ReadAsync(
                reader => VaultKeysStore.ReadStateAsync(reader, caller.Organisation, caller.User.ToString()),
                cancel
            )
            .ConfigureAwait(false);
        return TypedResults.Ok(new RootInVault(state is { HoldsRoot: true }));
    }

    private static Task<Results<NoContent, ProblemHttpResult>> KeepAsync(
        PutVaultKeysRequest request,
        StaffCaller caller,
        VaultAdmission admission,
        VaultRoot root,
        HttpContext context
    ) => root.ChangeAsync(new Change(request, SecurityEventKind.VaultRootKept), caller, admission, context);

    private static Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        PutVaultKeysRequest request,
        StaffCaller caller,
        VaultAdmission admission,
        VaultRoot root,
        HttpContext context
    ) => root.ChangeAsync(new Change(request, SecurityEventKind.VaultRootRemoved), caller, admission, context);

    private sealed record Change(PutVaultKeysRequest Request, SecurityEventKind Kind);

    private async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        Change change,
        StaffCaller caller,
        VaultAdmission admission,
        HttpContext context
    )
    {
        if (await admission.RefuseAsync(caller, context.RequestAborted).ConfigureAwait(false) is { } revoked)
        {
            return revoked;
        }

        if (!OwnVaultKeys.IsUsable(change.Request))
        {
            return Problems.Of(ProblemCodes.Malformed, "The sealed keys or their number are not usable.");
        }

        string place = NetworkPlace.Of(context);
        string? refusal = await database
            .WriteAsync(transaction => Store(transaction, caller, change, place), context.RequestAborted)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : Problems.Of(refusal);
    }

    private string? Store(WriteTransaction transaction, StaffCaller caller, Change change, string place)
    {
        if (!Sessions.StillHolds(transaction, caller))
        {
            return ProblemCodes.Unauthenticated;
        }

        bool holdsRoot = change.Kind is SecurityEventKind.VaultRootKept;
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        string? refusal = VaultKeysStore.Put(
            transaction,
            new VaultOwner.OfStaff(caller),
            change.Request,
            holdsRoot,
            now
        );
        if (refusal is null)
        {
            events.AppendOwn(transaction, caller, change.Kind, place);
        }

        return refusal;
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
                    || VaultKeysStore.FindWithRoot(transaction, new VaultOwner.OfStaff(caller)) is not { } keys
                )
                {
                    return new Refusal(ProblemCodes.NotFound);
                }

                events.AppendOwn(transaction, caller, SecurityEventKind.VaultRootOpened, place);
                return new OpenedVaultRoot(
                    vault,
                    VaultStore.Ways(transaction, new VaultOwner.OfStaff(caller)),
                    keys.Number,
                    keys.Sealed
                );
            },
            cancel
        );
}
