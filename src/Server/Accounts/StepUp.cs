using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>
/// Verifies again, by passkey, somebody who is signed in: for five minutes the session may do what needs that. The session
/// gets another cookie and keeps its end.
/// </summary>
internal sealed class StepUp(Database database, PasskeyStore passkeys, Sessions sessions, SecurityEvents events)
{
    public static void Map(Routes routes)
    {
        routes.Post("/v1/session/step-up/options", Access.Staff, AuditKind.None, OfferAsync);
        routes
            .Post("/v1/session/step-up", Access.Staff, AuditKind.SteppedUp, HandleAsync)
            .Refuses(ProblemCodes.ChallengeUsed, ProblemCodes.PasskeyRefused);
    }

    /// <summary>Keeps what a verification changed, inside the transaction that accepted it. Null when the session has ended.</summary>
    public StartedSession? Accept(WriteTransaction transaction, StaffCaller caller, Verification verification)
    {
        StartedSession? refreshed = sessions.Refresh(transaction, caller, verification);
        if (refreshed is not null)
        {
            events.Append(
                transaction,
                caller.Organisation,
                caller.User.ToString(),
                SecurityEventKind.SteppedUp,
                new EventSource(verification.Place, verification.Method, caller.Device),
                new { session = caller.Session }
            );
        }

        return refreshed;
    }

    private static async Task<Ok<PasskeyOptions>> OfferAsync(
        EmptyRequest request,
        StaffCaller caller,
        Passkeys passkeys,
        HttpContext context
    ) => TypedResults.Ok(await passkeys.OfferStepUpAsync(caller, context).ConfigureAwait(false));

    private static async Task<Results<Ok<StepUpReply>, ProblemHttpResult>> HandleAsync(
        StepUpRequest request,
        StaffCaller caller,
        Passkeys passkeys,
        StepUp stepUp,
        HttpContext context
    )
    {
        Checked<UsedPasskey> answer = await passkeys
            .VerifyUseAsync(Ceremony.StepUp(caller), request.Challenge, request.Credential, context)
            .ConfigureAwait(false);
        if (!answer.Passed(out UsedPasskey? used, out Refusal? refusal))
        {
            return refusal.ToProblem();
        }

        Verification verification = new(SignInMethod.Passkey, NetworkPlace.Of(context));
        Checked<StartedSession> outcome = await stepUp
            .StoreAsync(caller, used, verification, context.RequestAborted)
            .ConfigureAwait(false);
        if (!outcome.Passed(out StartedSession? refreshed, out refusal))
        {
            return refusal.ToProblem();
        }

        SignedIn.SetCookie(context, refreshed);
        return TypedResults.Ok(new StepUpReply(refreshed.Times.FreshUntil));
    }

    private Task<Checked<StartedSession>> StoreAsync(
        StaffCaller caller,
        UsedPasskey used,
        Verification verification,
        CancellationToken cancel
    ) =>
        database.WriteAsync<Checked<StartedSession>>(
            transaction =>
            {
                bool isOwn = used.Account.User == caller.User && used.Account.Organisation == caller.Organisation;
                if (isOwn && passkeys.TryMoveOn(transaction, used))
                {
                    if (Accept(transaction, caller, verification) is { } refreshed)
                    {
                        return refreshed;
                    }

                    transaction.Undo();
                }

                return new Refusal(ProblemCodes.PasskeyRefused);
            },
            cancel
        );
}
