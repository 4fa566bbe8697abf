using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Vaults;

/// <summary>
/// Shows, begins and removes the caller's vault. The server keeps it and cannot open it: it holds the vault's key only as
/// each way in has wrapped it.
/// </summary>
internal sealed class OwnVault(Database database, SecurityEvents events, TimeProvider time)
{
    private const string Route = "/v1/vault";

    public static void Map(Routes routes)
    {
        routes.Get(Route, Access.StaffDevice, GetAsync).Produces<Vault>().Refuses(ProblemCodes.NotCertified);
        routes
            .Post(Route, Access.StaffDevice, AuditKind.VaultCreated, CreateAsync, proof: true, stepUp: true)
            .Refuses(ProblemCodes.NotCertified, ProblemCodes.Conflict);
        routes
            .Post($"{Route}/remove", Access.StaffDevice, AuditKind.VaultRemoved, RemoveAsync, proof: true, stepUp: true)
            .Refuses(ProblemCodes.NotCertified, ProblemCodes.NotFound);
    }

    /// <summary>The part of a refusal that is the shape of a way, whatever it is for.</summary>
    public static bool IsUsable(VaultWay way) => way.Wrapped.Length is > 0 and <= Limits.WrappedVaultKeyBytes;

    private static async Task<IResult> GetAsync(
        StaffCaller caller,
        DeviceCaller device,
        VaultAdmission admission,
        Database database,
        CancellationToken cancel
    ) =>
        await admission.RefuseAsync(device, cancel).ConfigureAwait(false) is { } refusal
            ? refusal
            : TypedResults.Ok(await VaultStore.ReadAsync(database, caller, cancel).ConfigureAwait(false));

    private static async Task<Results<Created, ProblemHttpResult>> CreateAsync(
        CreateVaultRequest request,
        StaffCaller caller,
        DeviceCaller device,
        VaultAdmission admission,
        OwnVault own,
        HttpContext context
    )
    {
        if (await admission.RefuseAsync(device, context.RequestAborted).ConfigureAwait(false) is { } revoked)
        {
            return revoked;
        }

        bool isWellFormed =
            request.Ways.Count is >= Limits.FewestVaultWays and <= Limits.VaultWays
            && request.Ways.All(IsUsable)
            && request.Ways.Select(way => way.Id).Distinct().Count() == request.Ways.Count;
        if (!isWellFormed)
        {
            return Problems.Of(ProblemCodes.Malformed, "A vault begins with two to ten different ways in.");
        }

        Refusal? refusal = await own.StoreAsync(caller, request, NetworkPlace.Of(context), context.RequestAborted)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.Created() : refusal.ToProblem();
    }

    private Task<Refusal?> StoreAsync(
        StaffCaller caller,
        CreateVaultRequest request,
        string place,
        CancellationToken cancel
    ) =>
        database.WriteAsync(
            transaction =>
            {
                if (!Sessions.StillHolds(transaction, caller))
                {
                    return new Refusal(ProblemCodes.Unauthenticated);
                }

                long now = time.GetUtcNow().ToUnixTimeMilliseconds();
                if (!VaultStore.TryAdd(transaction, caller, request.Vault, now))
                {
                    return new Refusal(ProblemCodes.Conflict);
                }

                foreach (VaultWay way in request.Ways)
                {
                    VaultStore.TryAddWay(transaction, caller, way, now);
                }

                events.AppendOwn(transaction, caller, SecurityEventKind.VaultCreated, place);
                return null;
            },
            cancel
        );

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        EmptyRequest request,
        StaffCaller caller,
        DeviceCaller device,
        VaultAdmission admission,
        OwnVault own,
        HttpContext context
    )
    {
        if (await admission.RefuseAsync(device, context.RequestAborted).ConfigureAwait(false) is { } revoked)
        {
            return revoked;
        }

        Refusal? refusal = await own.DropAsync(caller, NetworkPlace.Of(context), context.RequestAborted)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }

    private Task<Refusal?> DropAsync(StaffCaller caller, string place, CancellationToken cancel) =>
        database.WriteAsync(
            transaction =>
            {
                if (!Sessions.StillHolds(transaction, caller))
                {
                    return new Refusal(ProblemCodes.Unauthenticated);
                }

                if (!VaultStore.TryRemove(transaction, caller))
                {
                    return new Refusal(ProblemCodes.NotFound);
                }

                events.AppendOwn(transaction, caller, SecurityEventKind.VaultRemoved, place);
                return null;
            },
            cancel
        );
}
