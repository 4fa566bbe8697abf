using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Vaults;

/// <summary>Puts parts into the vault of a member of staff, and gives them back to a certified device of theirs.</summary>
internal static class VaultParts
{
    private const string Route = "/v1/vault/conversations/{conversation}/parts/{part}";

    public static void Map(Routes routes)
    {
        routes
            .Get(Route, Access.StaffDevice, GetAsync)
            .Produces<VaultPart>()
            .Refuses(ProblemCodes.NotCertified, ProblemCodes.NotFound);
        routes
            .Put(Route, Access.StaffDevice, AuditKind.None, PutAsync)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(ProblemCodes.NotCertified, ProblemCodes.NotFound, ProblemCodes.Conflict, ProblemCodes.Quota);
    }

    private static async Task<IResult> GetAsync(
        ConversationId conversation,
        int part,
        StaffCaller caller,
        DeviceCaller device,
        VaultAdmission admission,
        VaultPartStore parts,
        CancellationToken cancel
    )
    {
        if (await admission.RefuseAsync(device, cancel).ConfigureAwait(false) is { } revoked)
        {
            return revoked;
        }

        VaultOwner owner = new VaultOwner.OfStaff(caller);
        VaultPart? found = await parts.FindAsync(owner, conversation, part, cancel).ConfigureAwait(false);
        return found is null ? Problems.Of(ProblemCodes.NotFound) : TypedResults.Ok(found);
    }

    private static async Task<IResult> PutAsync(
        ConversationId conversation,
        int part,
        PutVaultPartRequest request,
        StaffCaller caller,
        DeviceCaller device,
        VaultAdmission admission,
        VaultPartStore parts,
        CancellationToken cancel
    )
    {
        if (await admission.RefuseAsync(device, cancel).ConfigureAwait(false) is { } revoked)
        {
            return revoked;
        }

        VaultOwner owner = new VaultOwner.OfStaff(caller);
        Refusal? refusal = await parts
            .PutAsync(owner, device, conversation, part, request, cancel)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }
}
