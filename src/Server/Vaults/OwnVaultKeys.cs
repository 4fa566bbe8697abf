using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Configuration;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Vaults;

/// <summary>
/// Keeps the keys that a person's vault holds, as one record that their browsers have sealed under the vault key. Each
/// writing has the next number, so that a browser that missed another one's cannot undo it. The organisation's root is no
/// part of it: see <see cref="VaultRoot" />.
/// </summary>
internal sealed class OwnVaultKeys(Database database, Quotas quotas, ServerSettings settings, TimeProvider time)
{
    private const string Route = "/v1/vault/keys";

    public static void Map(Routes routes)
    {
        routes
            .Get(Route, Access.StaffDevice, GetAsync)
            .Produces<VaultKeys>()
            .Refuses(ProblemCodes.NotCertified, ProblemCodes.NotFound);
        routes
            .Put(Route, Access.StaffDevice, AuditKind.None, PutAsync)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(ProblemCodes.NotCertified, ProblemCodes.NotFound, ProblemCodes.Conflict, ProblemCodes.Quota);
    }

    private static async Task<IResult> GetAsync(
        StaffCaller caller,
        DeviceCaller device,
        VaultAdmission admission,
        Database database,
        CancellationToken cancel
    )
    {
        if (await admission.RefuseAsync(device, cancel).ConfigureAwait(false) is { } refusal)
        {
            return refusal;
        }

        VaultKeys? keys = await database
            .ReadAsync(reader => VaultKeysStore.ReadAsync(reader, new VaultOwner.OfStaff(caller)), cancel)
            .ConfigureAwait(false);
        return keys is null ? Problems.Of(ProblemCodes.NotFound) : TypedResults.Ok(keys);
    }

    private static async Task<IResult> PutAsync(
        PutVaultKeysRequest request,
        StaffCaller caller,
        DeviceCaller device,
        VaultAdmission admission,
        OwnVaultKeys own,
        CancellationToken cancel
    )
    {
        if (await admission.RefuseAsync(device, cancel).ConfigureAwait(false) is { } revoked)
        {
            return revoked;
        }

        if (request.Number < 1 || request.Sealed.Length is 0 or > Limits.VaultKeysBytes)
        {
            return Problems.Of(ProblemCodes.Malformed, "The sealed keys or their number are not usable.");
        }

        if (!own.HasRoom(device, request))
        {
            return Problems.Of(ProblemCodes.Quota);
        }

        string? refusal = await own.StoreAsync(caller, request, cancel).ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : Problems.Of(refusal);
    }

    private bool HasRoom(DeviceCaller device, PutVaultKeysRequest request) =>
        quotas.TryTake(
            request.Sealed.Length,
            new Allowance("vault bytes stored by", device.Device.ToString(), settings.Quotas.MessageBytesPerDevice)
        );

    private Task<string?> StoreAsync(StaffCaller caller, PutVaultKeysRequest request, CancellationToken cancel) =>
        database.WriteAsync(
            transaction =>
                Sessions.StillHolds(transaction, caller)
                    ? VaultKeysStore.Put(
                        transaction,
                        new VaultOwner.OfStaff(caller),
                        request,
                        time.GetUtcNow().ToUnixTimeMilliseconds()
                    )
                    : ProblemCodes.Unauthenticated,
            cancel
        );
}
