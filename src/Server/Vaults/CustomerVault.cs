using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Vaults;

/// <summary>
/// The vault of the customer whose device calls. Customers have no session, so what changes who gets in takes a proof of the
/// device's key and, once there is a vault, a way into it: a minute at a browser must not be worth a way in of one's own.
/// </summary>
internal static class CustomerVault
{
    private const string Route = "/v1/customer-vault";

    public static void Map(Routes routes)
    {
        routes.Get(Route, Access.CustomerDevice, GetAsync).Produces<Vault>();
        routes
            .Post(Route, Access.CustomerDevice, AuditKind.VaultCreated, CreateAsync, proof: true)
            .Produces(StatusCodes.Status201Created)
            .Refuses(ProblemCodes.Conflict);
        routes
            .Post($"{Route}/remove", Access.CustomerDevice, AuditKind.VaultRemoved, RemoveAsync, proof: true)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(ProblemCodes.NotFound);
        routes
            .Post($"{Route}/ways", Access.CustomerDevice, AuditKind.VaultWayAdded, AddWayAsync, proof: true)
            .Produces(StatusCodes.Status201Created)
            .Refuses(ProblemCodes.NotFound, ProblemCodes.Conflict, ProblemCodes.Quota);
        routes
            .Post(
                $"{Route}/ways/{{way}}/remove",
                Access.CustomerDevice,
                AuditKind.VaultWayRemoved,
                RemoveWayAsync,
                proof: true
            )
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(ProblemCodes.NotFound, ProblemCodes.LastWayIn);
    }

    private static async Task<IResult> GetAsync(DeviceCaller caller, Database database, CancellationToken cancel) =>
        TypedResults.Ok(
            await VaultStore.ReadAsync(database, caller.Organisation, caller.Owner, cancel).ConfigureAwait(false)
        );

    private static async Task<IResult> CreateAsync(
        CreateCustomerVaultRequest request,
        DeviceCaller caller,
        VaultChanges changes,
        HttpContext context
    )
    {
        VaultOwner owner = new VaultOwner.OfCustomer(caller);
        List<NewVaultWay> ways = [.. request.Ways.Select(NewVaultWay.Of)];
        Refusal? refusal = await changes
            .CreateAsync(owner, request.Vault, ways, NetworkPlace.Of(context), context.RequestAborted)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.Created() : refusal.ToProblem();
    }

    private static async Task<IResult> RemoveAsync(
        ByVaultWayRequest request,
        DeviceCaller caller,
        VaultChanges changes,
        HttpContext context
    )
    {
        Refusal? refusal = await changes
            .RemoveAsync(By(caller, request.Known), NetworkPlace.Of(context), context.RequestAborted)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }

    private static async Task<IResult> AddWayAsync(
        AddCustomerVaultWayRequest request,
        DeviceCaller caller,
        VaultChanges changes,
        HttpContext context
    )
    {
        VaultOwner owner = By(caller, request.Known);
        NewVaultWay way = NewVaultWay.Of(request.Way);
        Refusal? refusal = await changes
            .AddWayAsync(owner, request.Vault, way, NetworkPlace.Of(context), context.RequestAborted)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.Created() : refusal.ToProblem();
    }

    private static async Task<IResult> RemoveWayAsync(
        VaultWayId way,
        ByVaultWayRequest request,
        DeviceCaller caller,
        VaultChanges changes,
        HttpContext context
    )
    {
        VaultOwner owner = By(caller, request.Known);
        Refusal? refusal = await changes
            .RemoveWayAsync(owner, way, NetworkPlace.Of(context), context.RequestAborted)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }

    private static VaultOwner By(DeviceCaller caller, ShownVaultWay known) =>
        new VaultOwner.OfCustomer(caller) { Shown = known };
}
