using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Vaults;

/// <summary>
/// Shows, begins and removes the vault of a member of staff. The server keeps it and cannot open it: it holds the vault's
/// key only as each way in has wrapped it.
/// </summary>
internal static class OwnVault
{
    private const string Route = "/v1/vault";

    public static void Map(Routes routes)
    {
        routes.Get(Route, Access.StaffDevice, GetAsync).Produces<Vault>().Refuses(ProblemCodes.NotCertified);
        routes
            .Post(Route, Access.StaffDevice, AuditKind.VaultCreated, CreateAsync, proof: true, stepUp: true)
            .Produces(StatusCodes.Status201Created)
            .Refuses(ProblemCodes.NotCertified, ProblemCodes.Conflict);
        routes
            .Post($"{Route}/remove", Access.StaffDevice, AuditKind.VaultRemoved, RemoveAsync, proof: true, stepUp: true)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(ProblemCodes.NotCertified, ProblemCodes.NotFound);
    }

    private static async Task<IResult> GetAsync(
        StaffCaller caller,
        DeviceCaller device,
        VaultAdmission admission,
        Database database,
        CancellationToken cancel
    ) =>
        await admission.RefuseAsync(device, cancel).ConfigureAwait(false) is { } refusal
            ? refusal
            : TypedResults.Ok(
                await VaultStore
                    .ReadAsync(database, caller.Organisation, caller.User.ToString(), cancel)
                    .ConfigureAwait(false)
            );

    private static async Task<IResult> CreateAsync(
        CreateVaultRequest request,
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
        List<NewVaultWay> ways = [.. request.Ways.Select(NewVaultWay.Of)];
        Refusal? refusal = await changes
            .CreateAsync(owner, request.Vault, ways, NetworkPlace.Of(context), cancel)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.Created() : refusal.ToProblem();
    }

    private static async Task<IResult> RemoveAsync(
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
            .RemoveAsync(new VaultOwner.OfStaff(caller), NetworkPlace.Of(context), cancel)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }
}
