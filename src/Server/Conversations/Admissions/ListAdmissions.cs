using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Conversations.Admissions;

/// <summary>
/// Who waits to be let into the conversations of the calling device, a page at a time: however many wait whom nobody can
/// let in, those after them are reached.
/// </summary>
internal static class ListAdmissions
{
    public static void Map(Routes routes) =>
        routes
            .Get("/v1/admissions", Access.Device, HandleAsync, scope: ApiScope.ConversationsRead)
            .Produces<AdmissionList>();

    private static async Task<IResult> HandleAsync(
        string? after,
        DeviceCaller caller,
        Database database,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        if (!AdmissionPlace.TryParse(after, out AdmissionPlace? place))
        {
            return Problems.Of(ProblemCodes.Malformed, "A page begins where one before it ended.");
        }

        IReadOnlyList<PendingAdmission> page = await AdmissionStore
            .WaitingAsync(database, caller, place, time.GetUtcNow(), cancel)
            .ConfigureAwait(false);
        string? next = page.Count == Limits.AdmissionsListed ? AdmissionPlace.Of(page[^1]).ToString() : null;
        return TypedResults.Ok(new AdmissionList(page, next));
    }
}
