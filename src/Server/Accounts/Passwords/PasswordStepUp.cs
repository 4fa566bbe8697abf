using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>Somebody who is signed in proves again who they are, by password and code.</summary>
internal sealed class PasswordStepUp(
    Database database,
    PasswordStore passwords,
    Guesses guesses,
    TwoFactors factors,
    Sessions sessions,
    SecurityEvents events
)
{
    private const int LongestTyped = 1024;

    public static void Map(Routes routes) =>
        routes
            .Post("/v1/session/step-up/password", Access.Staff, AuditKind.SteppedUp, HandleAsync)
            .Refuses(ProblemCodes.SignInRefused, ProblemCodes.GuessingSlowed, ProblemCodes.PasskeyRequired);

    private static async Task<Results<Ok<StepUpReply>, ProblemHttpResult>> HandleAsync(
        PasswordStepUpRequest request,
        StaffCaller caller,
        PasswordStepUp stepUp,
        HttpContext context
    )
    {
        if (request.Password.Length > LongestTyped)
        {
            return Refusal.Malformed("The password is longer than any.").ToProblem();
        }

        Checked<StartedSession> outcome = await stepUp.RunAsync(request, caller, context).ConfigureAwait(false);
        if (!outcome.Passed(out StartedSession? refreshed, out Refusal? refusal))
        {
            return refusal.ToProblem();
        }

        SignedIn.SetCookie(context, refreshed);
        return TypedResults.Ok(new StepUpReply(refreshed.Times.FreshUntil));
    }

    private async Task<Checked<StartedSession>> RunAsync(
        PasswordStepUpRequest request,
        StaffCaller caller,
        HttpContext context
    )
    {
        CancellationToken cancel = context.RequestAborted;
        StoredPassword? stored = await passwords
            .FindAsync(caller.Organisation, caller.User, cancel)
            .ConfigureAwait(false);
        IReadOnlyList<GuessedAt> guessedAt = await guesses.OfSessionAsync(caller.Session, cancel).ConfigureAwait(false);
        Checked<LookedAt> outcome = await factors
            .LookAtAsync(new Typed(request.Password, request.Code, stored, guessedAt), context)
            .ConfigureAwait(false);
        if (!outcome.Passed(out LookedAt? looked, out Refusal? refusal))
        {
            return refusal;
        }

        EventSource source = new(NetworkPlace.Of(context), Device: caller.Device);
        return await database
            .WriteAsync(transaction => Settle(transaction, looked, caller, source), cancel)
            .ConfigureAwait(false);
    }

    private Checked<StartedSession> Settle(
        WriteTransaction transaction,
        LookedAt looked,
        StaffCaller caller,
        EventSource source
    )
    {
        if (!factors.Settle(transaction, looked, source).Passed(out ProvenFactors? proven, out Refusal? refusal))
        {
            return refusal;
        }

        if (sessions.Refresh(transaction, caller, new Verification(proven.Method, source.Place)) is not { } refreshed)
        {
            transaction.Undo();
            return new Refusal(ProblemCodes.Unauthenticated);
        }

        events.Append(
            transaction,
            caller.Organisation,
            caller.User.ToString(),
            SecurityEventKind.SteppedUp,
            source with
            {
                Method = proven.Method,
            },
            new { session = caller.Session }
        );
        return refreshed;
    }
}
