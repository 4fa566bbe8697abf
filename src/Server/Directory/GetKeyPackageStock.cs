using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Directory;

/// <summary>Tells a staff device how many of its key packages are left.</summary>
internal static class GetKeyPackageStock
{
    public static void Map(Routes routes) =>
        routes
            .Get("/v1/devices/{device}/key-packages", Access.StaffDevice, HandleAsync, ApiScope.KeyPackagesWrite)
            .Refuses(ProblemCodes.NotFound);

    private static async Task<Results<Ok<KeyPackageStockReply>, ProblemHttpResult>> HandleAsync(
        DeviceId device,
        DeviceCaller caller,
        KeyPackageStore keyPackages,
        CancellationToken cancel
    )
    {
        if (device != caller.Device)
        {
            return Problems.Of(ProblemCodes.NotFound);
        }

        IReadOnlyDictionary<DeviceId, int> stock = await keyPackages
            .StockAsync(caller.Organisation, cancel)
            .ConfigureAwait(false);
        DateTimeOffset? lastResort = await keyPackages
            .LastResortExpiryAsync(caller.Organisation, caller.Device, cancel)
            .ConfigureAwait(false);
        return TypedResults.Ok(new KeyPackageStockReply(stock.GetValueOrDefault(device), lastResort));
    }
}
