using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Vaults;

/// <summary>Adds and removes ways into the vault of a member of staff.</summary>
internal static class VaultWays
{
    private const string Route = "/v1/vault/ways";

    public static void Map(Routes routes)
    {
        routes
            .Post(Route, Access.StaffDevice, AuditKind.VaultWayAdded, AddAsync, proof: true, stepUp: true)
            .Produces(StatusCodes.Status201Created)
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
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(ProblemCodes.NotCertified, ProblemCodes.NotFound, ProblemCodes.LastWayIn);
    }

    private static async Task<IResult> AddAsync(
        AddVaultWayRequest request,
        StaffCaller caller,
        DeviceCaller device,
        VaultAdmission admission,
        VaultChanges changes,
        HttpContext context
    )
    {
        CancellationToken cancel = context.RequestAborted;
        if (await admission.RefuseAsync(device, cancel).ConfigureAwait(false) is { } revoked)
        {
            return revoked;
        }

        VaultOwner owner = new VaultOwner.OfStaff(caller);
        Refusal? refusal = await changes
            .AddWayAsync(owner, request.Vault, NewVaultWay.Of(request.Way), NetworkPlace.Of(context), cancel)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.Created() : refusal.ToProblem();
    }

    private static async Task<IResult> RemoveAsync(
        VaultWayId way,
        EmptyRequest request,
        StaffCaller caller,
        DeviceCaller device,
        VaultAdmission admission,
        VaultChanges changes,
        HttpContext context
    )
    {
        CancellationToken cancel = context.RequestAborted;
        if (await admission.RefuseAsync(device, cancel).ConfigureAwait(false) is { } revoked)
        {
            return revoked;
        }

        Refusal? refusal = await changes
            .RemoveWayAsync(new VaultOwner.OfStaff(caller), way, NetworkPlace.Of(context), cancel)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }
}
