using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Vaults;

/// <summary>Puts parts into the vault of the customer whose device calls, and gives them back.</summary>
internal static class CustomerVaultParts
{
    private const string Route = "/v1/customer-vault/conversations/{conversation}/parts/{part}";

    public static void Map(Routes routes)
    {
        routes.Get(Route, Access.CustomerDevice, GetAsync).Produces<VaultPart>().Refuses(ProblemCodes.NotFound);
        routes
            .Put(Route, Access.CustomerDevice, AuditKind.None, PutAsync)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(ProblemCodes.NotFound, ProblemCodes.Conflict, ProblemCodes.Quota);
    }

    private static async Task<IResult> GetAsync(
        ConversationId conversation,
        int part,
        DeviceCaller device,
        VaultPartStore parts,
        CancellationToken cancel
    )
    {
        VaultOwner owner = new VaultOwner.OfCustomer(device);
        VaultPart? found = await parts.FindAsync(owner, conversation, part, cancel).ConfigureAwait(false);
        return found is null ? Problems.Of(ProblemCodes.NotFound) : TypedResults.Ok(found);
    }

    private static async Task<IResult> PutAsync(
        ConversationId conversation,
        int part,
        PutVaultPartRequest request,
        DeviceCaller device,
        VaultPartStore parts,
        CancellationToken cancel
    )
    {
        VaultOwner owner = new VaultOwner.OfCustomer(device);
        Refusal? refusal = await parts
            .PutAsync(owner, device, conversation, part, request, cancel)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }
}
