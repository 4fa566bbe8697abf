using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol.Http;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Directory;

/// <summary>
/// Shows who manages the team the newest revocation list of every issuer. The directory of an inbox has only those of
/// issuers whose devices listen there, and a browser that became an issuer again has to go on from its own, whoever listens.
/// </summary>
internal static class GetRevocations
{
    public static void Map(Routes routes) => routes.Get("/v1/revocations", Access.Administrator, HandleAsync);

    private static async Task<Ok<RevocationsReply>> HandleAsync(
        StaffCaller caller,
        RevocationStore revocations,
        CancellationToken cancel
    )
    {
        IReadOnlyDictionary<string, string> lists = await revocations
            .ByIssuerAsync(caller.Organisation, cancel)
            .ConfigureAwait(false);
        return TypedResults.Ok(new RevocationsReply([.. lists.Values]));
    }
}
