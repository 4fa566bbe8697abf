using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>Removes password, authenticator app and recovery codes of somebody who has a passkey.</summary>
internal static class RemovePassword
{
    public static void Map(Routes routes) =>
        routes
            .Post(
                "/v1/password/remove",
                Access.Staff,
                AuditKind.PasswordRemoved,
                HandleAsync,
                proof: true,
                stepUp: true
            )
            .Refuses(ProblemCodes.Conflict, ProblemCodes.LastWayIn);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        EmptyRequest request,
        StaffCaller caller,
        Database database,
        SessionEndings endings,
        SecurityEvents events,
        HttpContext context
    )
    {
        EventSource source = new(NetworkPlace.Of(context), Device: caller.Device);
        Refusal? refusal = await database
            .WriteAsync(transaction => Remove(transaction, caller, endings, events, source), context.RequestAborted)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }

    private static Refusal? Remove(
        WriteTransaction transaction,
        StaffCaller caller,
        SessionEndings endings,
        SecurityEvents events,
        EventSource source
    )
    {
        (OrganisationId organisation, UserId user) = (caller.Organisation, caller.User);
        if (!Sessions.StillHolds(transaction, caller))
        {
            return new Refusal(ProblemCodes.Unauthenticated);
        }

        StaffStore.LockWaysIn(transaction, organisation, user);
        if (!PasswordStore.TryRemove(transaction, organisation, user))
        {
            return new Refusal(ProblemCodes.Conflict, "There is no password.");
        }

        if (!WaysIn.HasAny(transaction, organisation, user))
        {
            transaction.Undo();
            return new Refusal(ProblemCodes.LastWayIn);
        }

        PendingPasswordStore.Remove(transaction, organisation, user);
        RecoveryCodeStore.RemoveAll(transaction, organisation, user);
        // Whoever knew it may be signed in with it.
        endings.EndAll(transaction, organisation, user, caller.Session);
        events.Append(transaction, organisation, user.ToString(), SecurityEventKind.PasswordRemoved, source);
        return null;
    }
}
