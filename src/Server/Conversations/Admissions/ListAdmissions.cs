using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Conversations.Admissions;

/// <summary>Who waits to be let into the conversations of the calling device.</summary>
internal static class ListAdmissions
{
    public static void Map(Routes routes) =>
        routes
            .Get("/v1/admissions", Access.Device, HandleAsync, scope: ApiScope.ConversationsRead)
            .Produces<AdmissionList>();

    private static async Task<IResult> HandleAsync(
        DeviceCaller caller,
        Database database,
        TimeProvider time,
        CancellationToken cancel
    ) =>
        TypedResults.Ok(
            new AdmissionList(
                await AdmissionStore.WaitingAsync(database, caller, time.GetUtcNow(), cancel).ConfigureAwait(false)
            )
        );
}
