using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>
/// Sets password and authenticator app together, for the first time or anew. All other sessions of the person end: a
/// change is what somebody does who fears that another knows the old ones.
/// </summary>
internal sealed class SetPassword(
    Database database,
    PasswordStore passwords,
    PendingPasswordStore pending,
    AuthenticatorSecrets secrets,
    PasswordHashing hashing,
    SessionEndings endings,
    SecurityEvents events,
    Quotas quotas,
    TimeProvider time
)
{
    /// <summary>
    /// How many names somebody may try in an hour. The answer to each tells whether anybody on this server has it, in another
    /// company too: enough to find a free one, and no way to try out a list.
    /// </summary>
    private const int MostNames = 10;

    public static void Map(Routes routes) =>
        routes
            .Put("/v1/password", Access.Staff, AuditKind.PasswordChanged, HandleAsync, proof: true, stepUp: true)
            .Refuses(
                ProblemCodes.WeakPassword,
                ProblemCodes.ChallengeUsed,
                ProblemCodes.SignInRefused,
                ProblemCodes.NameTaken,
                ProblemCodes.Quota,
                ProblemCodes.PasskeyRequired
            );

    private static async Task<Results<Ok<RecoveryCodes>, ProblemHttpResult>> HandleAsync(
        SetPasswordRequest request,
        StaffCaller caller,
        SetPassword set,
        OrganisationStore organisations,
        HttpContext context
    )
    {
        if (SignInName.Parse(request.SignInName) is not { } name)
        {
            return Refusal.Malformed("A sign-in name has letters, digits and . _ - @ + only.").ToProblem();
        }

        Organisation organisation = await organisations
            .GetAsync(caller.Organisation, context.RequestAborted)
            .ConfigureAwait(false);
        Checked<AcceptedPassword> rules = PasswordRules.Check(request.Password, name, [organisation.Name, caller.Name]);
        if (!rules.Passed(out AcceptedPassword? password, out Refusal? refusal))
        {
            return refusal.ToProblem();
        }

        Checked<NewPassword> outcome = await set.PrepareAsync(
                caller,
                name,
                password,
                request.Code,
                context.RequestAborted
            )
            .ConfigureAwait(false);
        if (!outcome.Passed(out NewPassword? prepared, out refusal))
        {
            return refusal.ToProblem();
        }

        Checked<RecoveryCodes> stored = await set.StoreAsync(
                caller,
                prepared,
                NetworkPlace.Of(context),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        return stored.Passed(out RecoveryCodes? codes, out refusal) ? TypedResults.Ok(codes) : refusal.ToProblem();
    }

    /// <summary>Checks that the app has the secret, then hashes.</summary>
    private async Task<Checked<NewPassword>> PrepareAsync(
        StaffCaller caller,
        SignInName name,
        AcceptedPassword password,
        string code,
        CancellationToken cancel
    )
    {
        (OrganisationId organisation, UserId user) = (caller.Organisation, caller.User);
        if (await pending.FindAsync(organisation, user, cancel).ConfigureAwait(false) is not { } wrapped)
        {
            return new Refusal(ProblemCodes.ChallengeUsed);
        }

        byte[] secret = await secrets.OpenAsync(organisation, user, wrapped, cancel).ConfigureAwait(false);
        if (AuthenticatorCodes.StepOf(secret, code.Trim(), time.GetUtcNow()) is not { } step)
        {
            return new Refusal(ProblemCodes.SignInRefused, "The code is not of the new secret.");
        }

        // Before the name is looked at: what is refused here says nothing about it.
        if (!quotas.TryTake(1, new Allowance("names tried by", user.ToString(), MostNames)))
        {
            return new Refusal(ProblemCodes.Quota, "That were enough names for this hour.");
        }

        using PasswordHashing.Turn? turn = await hashing.TryEnterAsync(cancel).ConfigureAwait(false);
        return turn is null
            ? new Refusal(ProblemCodes.RateLimited)
            : new NewPassword(name, turn.Hash(password), wrapped, step);
    }

    private Task<Checked<RecoveryCodes>> StoreAsync(
        StaffCaller caller,
        NewPassword password,
        string place,
        CancellationToken cancel
    ) =>
        database.WriteAsync<Checked<RecoveryCodes>>(
            transaction =>
            {
                if (!Sessions.StillHolds(transaction, caller))
                {
                    return new Refusal(ProblemCodes.Unauthenticated);
                }

                (OrganisationId organisation, UserId user) = (caller.Organisation, caller.User);
                if (SignInPolicies.DemandsPasskeys(transaction, organisation))
                {
                    return new Refusal(ProblemCodes.PasskeyRequired);
                }

                if (!PendingPasswordStore.TryTake(transaction, organisation, user, password.WrappedSecret))
                {
                    return new Refusal(ProblemCodes.ChallengeUsed);
                }

                if (!passwords.TrySet(transaction, organisation, user, password))
                {
                    return new Refusal(ProblemCodes.NameTaken);
                }

                endings.EndAll(transaction, organisation, user, kept: caller.Session);
                events.Append(
                    transaction,
                    organisation,
                    user.ToString(),
                    SecurityEventKind.PasswordChanged,
                    new EventSource(place, Device: caller.Device)
                );
                return new RecoveryCodes(RecoveryCodeStore.Replace(transaction, organisation, user));
            },
            cancel
        );
}
