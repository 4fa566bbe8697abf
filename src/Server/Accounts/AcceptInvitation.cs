using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>
/// Makes an account out of an invitation. Name, role and inboxes are those that the owner chose, not what the invited
/// person sends.
/// </summary>
internal sealed class AcceptInvitation(
    Database database,
    InvitationStore invitations,
    StaffStore staff,
    PasskeyStore passkeys,
    SignInSessions sessions,
    AuditLog audit
)
{
    public const string LinkHeader = "Sotto-Invitation";

    public static void Map(Routes routes) =>
        routes
            .Post("/v1/invitation", Access.Invitation, AuditKind.InvitationAccepted, HandleAsync)
            .Refuses(ProblemCodes.ChallengeUsed, ProblemCodes.PasskeyRefused, ProblemCodes.Conflict);

    private static async Task<Results<Created<Session>, ProblemHttpResult>> HandleAsync(
        [FromHeader(Name = LinkHeader)] string? token,
        AcceptInvitationRequest request,
        InvitationStore invitations,
        AcceptInvitation accept,
        Passkeys passkeys,
        SignedIn signedIn,
        Gate gate,
        HttpContext context
    )
    {
        CancellationToken cancel = context.RequestAborted;
        if (await invitations.FindAsync(token, cancel).ConfigureAwait(false) is not { } invitation)
        {
            return Problems.Of(ProblemCodes.InvitationUsed);
        }

        Ceremony ceremony = Ceremony.Invitation(invitation, request.User);
        Checked<NewPasskey> answer = await passkeys
            .VerifyCreationAsync(ceremony, request.Challenge, request.Credential, context)
            .ConfigureAwait(false);
        if (!answer.Passed(out NewPasskey? passkey, out Refusal? refusal))
        {
            return refusal.ToProblem();
        }

        StaffAccount account = new(invitation.Organisation, request.User, invitation.Name, invitation.Role);
        StaffCaller? before = await gate.SessionOfAsync(context).ConfigureAwait(false);
        Verification verification = new(SignInMethod.Passkey, NetworkPlace.Of(context));
        Checked<StartedSession> outcome = await accept
            .StoreAsync(invitation, account, passkey, before, verification, cancel)
            .ConfigureAwait(false);
        if (!outcome.Passed(out StartedSession? started, out refusal))
        {
            return refusal.ToProblem();
        }

        return TypedResults.Created(
            (string?)null,
            await signedIn.WelcomeAsync(context, account, started).ConfigureAwait(false)
        );
    }

    private Task<Checked<StartedSession>> StoreAsync(
        OpenInvitation invitation,
        StaffAccount account,
        NewPasskey passkey,
        StaffCaller? before,
        Verification verification,
        CancellationToken cancel
    ) =>
        database.WriteAsync<Checked<StartedSession>>(
            transaction =>
            {
                if (StaffStore.IsTaken(transaction, account.User) || PasskeyStore.IsTaken(transaction, passkey))
                {
                    return new Refusal(ProblemCodes.Conflict);
                }

                if (!invitations.TryUse(transaction, invitation, account.User))
                {
                    return new Refusal(ProblemCodes.InvitationUsed);
                }

                staff.Add(transaction, account);
                passkeys.Add(transaction, account.Organisation, account.User, passkey);
                audit.Append(
                    transaction,
                    account.Organisation,
                    AuditKind.InvitationAccepted,
                    account.User.ToString(),
                    new { invitation = invitation.Id, user = account.User }
                );
                return sessions.Begin(transaction, account, verification, before);
            },
            cancel
        );
}
