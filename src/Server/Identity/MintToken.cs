using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Storage;

namespace Sotto.Server.Identity;

/// <summary>
/// Mints an access token for the device that proved its key, and ends the one before. A staff device also needs its
/// holder's session, or an API token that is bound to its key; what it gets dies with that.
/// </summary>
internal static class MintToken
{
    public static void Map(Routes routes) =>
        routes.Post("/v1/tokens", Access.AnyKey, AuditKind.None, HandleAsync).Refuses(ProblemCodes.Unauthenticated);

    private static async Task<Results<Ok<TokenReply>, ProblemHttpResult>> HandleAsync(
        TokenRequest request,
        ProvenKey key,
        DeviceLookup devices,
        DeviceTokens tokens,
        StaffEntry entry,
        Database database,
        HttpContext context
    )
    {
        CancellationToken cancel = context.RequestAborted;
        DeviceCaller? device = await devices.FindAsync(key.Thumbprint, cancel).ConfigureAwait(false);
        PersonCaller? person = await entry.AdmitAsync(context, key.Thumbprint, device, cancel).ConfigureAwait(false);
        // Another's device id and an unknown key get the same answer: it tells nobody which ids exist.
        if (device is null || device.Device != request.Device)
        {
            return Problems.Of(ProblemCodes.Unauthenticated);
        }

        if (person is null && (device.IsStaff || ApiTokenUse.IsClaimed(context)))
        {
            return Problems.Of(ProblemCodes.Unauthenticated);
        }

        (string token, DateTimeOffset expires) = await database
            .WriteAsync(
                transaction => tokens.Mint(transaction, device.Organisation, device.Device, person?.Authority),
                cancel
            )
            .ConfigureAwait(false);
        return TypedResults.Ok(new TokenReply(token, expires));
    }
}
