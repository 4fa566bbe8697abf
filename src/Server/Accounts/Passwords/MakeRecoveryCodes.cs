using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>Makes ten new recovery codes; the old ones end.</summary>
internal static class MakeRecoveryCodes
{
    public static void Map(Routes routes) =>
        routes
            .Post(
                "/v1/recovery-codes",
                Access.Staff,
                AuditKind.RecoveryCodesMade,
                HandleAsync,
                proof: true,
                stepUp: true
            )
            .Refuses(ProblemCodes.Conflict);

    private static async Task<Results<Ok<RecoveryCodes>, ProblemHttpResult>> HandleAsync(
        EmptyRequest request,
        StaffCaller caller,
        Database database,
        SecurityEvents events,
        HttpContext context
    )
    {
        EventSource source = new(NetworkPlace.Of(context), Device: caller.Device);
        Checked<RecoveryCodes> outcome = await database
            .WriteAsync(transaction => Make(transaction, caller, events, source), context.RequestAborted)
            .ConfigureAwait(false);
        return outcome.Passed(out RecoveryCodes? codes, out Refusal? refusal)
            ? TypedResults.Ok(codes)
            : refusal.ToProblem();
    }

    private static Checked<RecoveryCodes> Make(
        WriteTransaction transaction,
        StaffCaller caller,
        SecurityEvents events,
        EventSource source
    )
    {
        (OrganisationId organisation, UserId user) = (caller.Organisation, caller.User);
        if (!Sessions.StillHolds(transaction, caller))
        {
            return new Refusal(ProblemCodes.Unauthenticated);
        }

        if (!PasswordStore.HasAny(transaction, organisation, user))
        {
            return new Refusal(ProblemCodes.Conflict, "There is no password that they could stand beside.");
        }

        events.Append(transaction, organisation, user.ToString(), SecurityEventKind.RecoveryCodesMade, source);
        return new RecoveryCodes(RecoveryCodeStore.Replace(transaction, organisation, user));
    }
}
