using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Vaults;

/// <summary>Adds and removes ways into the caller's vault; two always remain, so that one lost does not lose everything.</summary>
internal sealed class VaultWays(Database database, SecurityEvents events, TimeProvider time)
{
    private const string Route = "/v1/vault/ways";

    public static void Map(Routes routes)
    {
        routes
            .Post(Route, Access.StaffDevice, AuditKind.VaultWayAdded, AddAsync, proof: true, stepUp: true)
            .Refuses(ProblemCodes.NotCertified, ProblemCodes.NotFound, ProblemCodes.Conflict, ProblemCodes.Quota);
        routes
            .Post(
                $"{Route}/{{way}}/remove",
                Access.StaffDevice,
                AuditKind.VaultWayRemoved,
                RemoveAsync,
                proof: true,
                stepUp: true
            )
            .Refuses(ProblemCodes.NotCertified, ProblemCodes.NotFound, ProblemCodes.LastWayIn);
    }

    private static async Task<Results<Created, ProblemHttpResult>> AddAsync(
        AddVaultWayRequest request,
        StaffCaller caller,
        DeviceCaller device,
        VaultAdmission admission,
        VaultWays ways,
        HttpContext context
    )
    {
        if (await admission.RefuseAsync(device, context.RequestAborted).ConfigureAwait(false) is { } revoked)
        {
            return revoked;
        }

        if (!OwnVault.IsUsable(request.Way))
        {
            return Problems.Of(ProblemCodes.Malformed, "The wrapped key is not usable.");
        }

        Refusal? refusal = await ways.StoreAsync(caller, request, NetworkPlace.Of(context), context.RequestAborted)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.Created() : refusal.ToProblem();
    }

    private Task<Refusal?> StoreAsync(
        StaffCaller caller,
        AddVaultWayRequest request,
        string place,
        CancellationToken cancel
    ) =>
        database.WriteAsync(
            transaction =>
            {
                if (Find(transaction, caller, out VaultId vault) is { } refusal)
                {
                    return refusal;
                }

                // A key of another vault would be a way in that opens nothing, found out when it is needed.
                if (vault != request.Vault)
                {
                    return new Refusal(ProblemCodes.Conflict);
                }

                if (VaultStore.CountWays(transaction, caller) >= Limits.VaultWays)
                {
                    return new Refusal(ProblemCodes.Quota);
                }

                if (!VaultStore.TryAddWay(transaction, caller, request.Way, time.GetUtcNow().ToUnixTimeMilliseconds()))
                {
                    return new Refusal(ProblemCodes.Conflict);
                }

                events.AppendOwn(transaction, caller, SecurityEventKind.VaultWayAdded, place);
                return null;
            },
            cancel
        );

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        VaultWayId way,
        EmptyRequest request,
        StaffCaller caller,
        DeviceCaller device,
        VaultAdmission admission,
        VaultWays ways,
        HttpContext context
    )
    {
        if (await admission.RefuseAsync(device, context.RequestAborted).ConfigureAwait(false) is { } revoked)
        {
            return revoked;
        }

        Refusal? refusal = await ways.DropAsync(caller, way, NetworkPlace.Of(context), context.RequestAborted)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }

    private Task<Refusal?> DropAsync(StaffCaller caller, VaultWayId way, string place, CancellationToken cancel) =>
        database.WriteAsync(
            transaction =>
            {
                if (Find(transaction, caller, out _) is { } refusal)
                {
                    return refusal;
                }

                if (!VaultStore.TryRemoveWay(transaction, caller, way))
                {
                    return new Refusal(ProblemCodes.NotFound);
                }

                if (VaultStore.CountWays(transaction, caller) < Limits.FewestVaultWays)
                {
                    transaction.Undo();
                    return new Refusal(ProblemCodes.LastWayIn);
                }

                events.AppendOwn(transaction, caller, SecurityEventKind.VaultWayRemoved, place);
                return null;
            },
            cancel
        );

    /// <summary>Locks the vault, so that of two removals at once the second sees the first.</summary>
    private static Refusal? Find(WriteTransaction transaction, StaffCaller caller, out VaultId vault)
    {
        vault = default;
        if (!Sessions.StillHolds(transaction, caller))
        {
            return new Refusal(ProblemCodes.Unauthenticated);
        }

        if (VaultStore.FindForUpdate(transaction, caller) is not { } found)
        {
            return new Refusal(ProblemCodes.NotFound);
        }

        vault = found;
        return null;
    }
}
