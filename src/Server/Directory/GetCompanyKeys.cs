using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol.Http;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Directory;

/// <summary>Shows staff the keys of their company's backend as the root signed them. Their clients verify that it did.</summary>
internal static class GetCompanyKeys
{
    public static void Map(Routes routes) =>
        routes.Get("/v1/company-keys", Access.Staff, HandleAsync, ApiScope.DirectoryRead);

    private static async Task<Ok<CompanyKeysReply>> HandleAsync(
        PersonCaller caller,
        CompanyKeyStore store,
        CancellationToken cancel
    ) =>
        TypedResults.Ok(new CompanyKeysReply(await store.FindAsync(caller.Organisation, cancel).ConfigureAwait(false)));
}
