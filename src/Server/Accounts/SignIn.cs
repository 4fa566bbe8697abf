using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>Signs somebody in by passkey.</summary>
internal sealed class SignIn(Database database, PasskeyStore passkeys, SignInSessions sessions)
{
    public static void Map(Routes routes) =>
        routes
            .Post("/v1/sign-in", Access.Public, AuditKind.SignedIn, HandleAsync)
            .Refuses(ProblemCodes.ChallengeUsed, ProblemCodes.PasskeyRefused);

    private static async Task<Results<Ok<Session>, ProblemHttpResult>> HandleAsync(
        SignInRequest request,
        Passkeys passkeys,
        SignIn signIn,
        SignedIn signedIn,
        Gate gate,
        HttpContext context
    )
    {
        Checked<UsedPasskey> answer = await passkeys
            .VerifyUseAsync(Ceremony.SignIn, request.Challenge, request.Credential, context)
            .ConfigureAwait(false);
        if (!answer.Passed(out UsedPasskey? used, out Refusal? refusal))
        {
            return refusal.ToProblem();
        }

        StaffCaller? before = await gate.SessionOfAsync(context).ConfigureAwait(false);
        Verification verification = new(SignInMethod.Passkey, NetworkPlace.Of(context));
        Checked<StartedSession> outcome = await signIn
            .StartAsync(used, before, verification, context.RequestAborted)
            .ConfigureAwait(false);
        if (!outcome.Passed(out StartedSession? started, out refusal))
        {
            return refusal.ToProblem();
        }

        return TypedResults.Ok(await signedIn.WelcomeAsync(context, used.Account, started).ConfigureAwait(false));
    }

    private Task<Checked<StartedSession>> StartAsync(
        UsedPasskey used,
        StaffCaller? before,
        Verification verification,
        CancellationToken cancel
    ) =>
        database.WriteAsync<Checked<StartedSession>>(
            transaction =>
            {
                StaffAccount account = used.Account;
                bool isWelcome =
                    passkeys.TryMoveOn(transaction, used)
                    && StaffStore.WorksHere(transaction, account.Organisation, account.User);
                if (!isWelcome)
                {
                    transaction.Undo();
                    return new Refusal(ProblemCodes.PasskeyRefused);
                }

                return sessions.Begin(transaction, account, verification, before);
            },
            cancel
        );
}
