using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>Signs somebody in by passkey.</summary>
internal sealed class SignIn(Database database, PasskeyStore passkeys, Sessions sessions, AuditLog audit)
{
    private sealed record Done(string Secret, DateTimeOffset ExpiresAt);

    public static void Map(Routes routes) =>
        routes
            .Post("/v1/sign-in", Access.Public, AuditKind.SignedIn, HandleAsync)
            .Refuses(ProblemCodes.ChallengeUsed, ProblemCodes.PasskeyRefused);

    private static async Task<Results<Ok<Session>, ProblemHttpResult>> HandleAsync(
        SignInRequest request,
        Passkeys passkeys,
        SignIn signIn,
        SignedIn signedIn,
        HttpContext context
    )
    {
        Checked<UsedPasskey> answer = await passkeys
            .VerifyUseAsync(request.Challenge, request.Credential, context)
            .ConfigureAwait(false);
        if (!answer.Passed(out UsedPasskey? used, out Refusal? refusal))
        {
            return refusal.ToProblem();
        }

        Checked<Done> outcome = await signIn.StartAsync(used, context.RequestAborted).ConfigureAwait(false);
        if (!outcome.Passed(out Done? done, out refusal))
        {
            return refusal.ToProblem();
        }

        SignedIn.SetCookie(context, done.Secret, done.ExpiresAt);
        return TypedResults.Ok(
            await signedIn.DescribeAsync(used.Account, done.ExpiresAt, context.RequestAborted).ConfigureAwait(false)
        );
    }

    private Task<Checked<Done>> StartAsync(UsedPasskey used, CancellationToken cancel) =>
        database.WriteAsync<Checked<Done>>(
            transaction =>
            {
                StaffAccount account = used.Account;
                if (
                    !passkeys.TryMoveOn(transaction, used)
                    || !StaffStore.WorksHere(transaction, account.Organisation, account.User)
                )
                {
                    return new Refusal(ProblemCodes.PasskeyRefused);
                }

                (string secret, DateTimeOffset expires) = sessions.Start(
                    transaction,
                    account.Organisation,
                    account.User
                );
                audit.Append(
                    transaction,
                    account.Organisation,
                    AuditKind.SignedIn,
                    account.User.ToString(),
                    new { method = "passkey" }
                );
                return new Done(secret, expires);
            },
            cancel
        );
}
