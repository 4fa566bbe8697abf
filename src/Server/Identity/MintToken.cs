using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Storage;

namespace Sotto.Server.Identity;

/// <summary>
/// Mints an access token for the device that proved its key, and ends the one before. A staff device also needs its
/// holder's session, and its token dies with that session.
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
        Gate gate,
        SessionBinding binding,
        Database database,
        HttpContext context
    )
    {
        CancellationToken cancel = context.RequestAborted;
        DeviceCaller? device = await devices.FindAsync(key.Thumbprint, cancel).ConfigureAwait(false);
        // Another's device id and an unknown key get the same answer: it tells nobody which ids exist.
        if (device is null || device.Device != request.Device)
        {
            return Problems.Of(ProblemCodes.Unauthenticated);
        }

        SessionId? session = null;
        if (device.IsStaff)
        {
            StaffCaller? staff = await gate.SessionOfAsync(context).ConfigureAwait(false);
            if (staff is null || !await binding.TryBindAsync(staff, device, cancel).ConfigureAwait(false))
            {
                return Problems.Of(ProblemCodes.Unauthenticated);
            }

            session = staff.Session;
        }

        (string token, DateTimeOffset expires) = await database
            .WriteAsync(transaction => tokens.Mint(transaction, device.Organisation, device.Device, session), cancel)
            .ConfigureAwait(false);
        return TypedResults.Ok(new TokenReply(token, expires));
    }
}
