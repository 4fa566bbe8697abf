using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol.Http;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Directory;

/// <summary>Lists the inboxes of the caller's organisation.</summary>
internal static class ListInboxes
{
    public static void Map(Routes routes) =>
        routes.Get("/v1/inboxes", Access.Staff, HandleAsync, ApiScope.DirectoryRead);

    private static async Task<Ok<InboxList>> HandleAsync(
        PersonCaller caller,
        InboxStore inboxes,
        CancellationToken cancel
    ) => TypedResults.Ok(new InboxList(await inboxes.ListAsync(caller.Organisation, cancel).ConfigureAwait(false)));
}
