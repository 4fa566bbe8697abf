using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>
/// Takes back an invitation that nobody has taken up: its link is over from the moment that this is on disk. One that was
/// used is an account by now, and disabling that is another command.
/// </summary>
internal sealed class WithdrawInvitation(Database database, InvitationStore invitations, AuditLog audit)
{
    public static void Map(Routes routes) =>
        routes
            .Post(
                "/v1/invitations/{invitation}/withdraw",
                Access.Administrator,
                AuditKind.InvitationWithdrawn,
                HandleAsync,
                proof: true,
                stepUp: true
            )
            .Refuses(ProblemCodes.NotFound);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        string invitation,
        EmptyRequest request,
        StaffCaller caller,
        WithdrawInvitation withdraw,
        CancellationToken cancel
    )
    {
        Refusal? refusal = await withdraw.StoreAsync(caller, invitation, cancel).ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }

    private Task<Refusal?> StoreAsync(StaffCaller caller, string invitation, CancellationToken cancel) =>
        database.WriteAsync(
            transaction =>
            {
                if (!Sessions.StillHolds(transaction, caller))
                {
                    return new Refusal(ProblemCodes.Unauthenticated);
                }

                if (invitations.RoleOf(transaction, caller.Organisation, invitation) is not { } role)
                {
                    return new Refusal(ProblemCodes.NotFound);
                }

                // Whoever could not have invited them does not keep them out either.
                if (!Roles.MayGive(caller.Role, role))
                {
                    return new Refusal(ProblemCodes.Forbidden);
                }

                if (!invitations.TryEnd(transaction, caller.Organisation, invitation))
                {
                    return new Refusal(ProblemCodes.NotFound);
                }

                audit.Append(
                    transaction,
                    caller.Organisation,
                    AuditKind.InvitationWithdrawn,
                    caller.User.ToString(),
                    new { invitation }
                );
                return null;
            },
            cancel
        );
}
