using System.Globalization;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Storage;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>Both factors as they were typed, and what they are checked against; null where nobody has the name.</summary>
internal sealed record Typed(string Password, string Code, StoredPassword? Stored, IReadOnlyList<GuessedAt> GuessedAt)
{
    /// <summary>Silent about what was typed.</summary>
    public override string ToString() => nameof(Typed);
}

/// <summary>Typed factors that were looked at. Only <see cref="TwoFactors.Settle"/> says whether they were right.</summary>
internal sealed class LookedAt
{
    internal LookedAt(Typed typed, bool passwordIsRight, long? step)
    {
        Typed = typed;
        PasswordIsRight = passwordIsRight;
        Step = step;
    }

    internal Typed Typed { get; }

    internal bool PasswordIsRight { get; }

    internal long? Step { get; }
}

/// <summary>Both factors were right, and how.</summary>
internal sealed record ProvenFactors(SignInMethod Method);

/// <summary>
/// Checks password and code together: the same work, the same statements and the same answer whichever of them is wrong,
/// and where nobody has the name. A wrong password uses no code up.
/// </summary>
internal sealed class TwoFactors(
    PasswordHashing hashing,
    AuthenticatorSecrets secrets,
    RecoveryCodeStore recovery,
    Guesses guesses,
    SecurityEvents events,
    TimeProvider time
)
{
    /// <summary>
    /// Counts the guess and looks at it. Refused, and nothing counted, while guesses are slowed or too many are waiting.
    /// </summary>
    public async Task<Checked<LookedAt>> LookAtAsync(Typed typed, HttpContext context)
    {
        CancellationToken cancel = context.RequestAborted;
        using PasswordHashing.Turn? turn = await hashing.TryEnterAsync(cancel).ConfigureAwait(false);
        if (turn is null)
        {
            return new Refusal(ProblemCodes.RateLimited);
        }

        if (await guesses.BeginAsync(typed.GuessedAt, cancel).ConfigureAwait(false) is { } wait)
        {
            double seconds = Math.Ceiling(wait.TotalSeconds);
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return new Refusal(ProblemCodes.GuessingSlowed);
        }

        byte[] secret = await secrets.OpenOfAsync(typed.Stored, cancel).ConfigureAwait(false);
        bool passwordIsRight = turn.Verify(typed.Password, typed.Stored?.Hash);
        long? step = AuthenticatorCodes.StepOf(secret, typed.Code.Trim(), time.GetUtcNow());
        return new LookedAt(typed, passwordIsRight, step);
    }

    /// <summary>
    /// Uses the code up if both factors are right, and says how they proved who is there. Otherwise nothing is used up, and
    /// the account's holder can read that somebody tried. Who has both factors and may not use them is told so, and no one
    /// else.
    /// </summary>
    public Checked<ProvenFactors> Settle(WriteTransaction transaction, LookedAt looked, EventSource source)
    {
        if ((looked.PasswordIsRight ? UseCode(transaction, looked) : null) is not { } method)
        {
            Note(transaction, looked.Typed, source);
            return new Refusal(ProblemCodes.SignInRefused);
        }

        StaffAccount account = looked.Typed.Stored!.Account;
        if (!SignInPolicies.Allows(transaction, account.Organisation, method))
        {
            transaction.Undo();
            return new Refusal(ProblemCodes.PasskeyRequired);
        }

        Guesses.Forgive(transaction, looked.Typed.GuessedAt);
        if (method == SignInMethod.PasswordAndRecoveryCode)
        {
            events.Append(
                transaction,
                account.Organisation,
                account.User.ToString(),
                SecurityEventKind.RecoveryCodeUsed,
                source
            );
        }

        return new ProvenFactors(method);
    }

    private SignInMethod? UseCode(WriteTransaction transaction, LookedAt looked)
    {
        StoredPassword stored = looked.Typed.Stored!;
        StaffAccount account = stored.Account;
        bool counts =
            StaffStore.WorksHere(transaction, account.Organisation, account.User)
            && PasswordStore.IsCurrent(transaction, stored);
        if (!counts)
        {
            return null;
        }

        if (looked.Step is { } step)
        {
            return PasswordStore.TryUse(transaction, stored, step) ? SignInMethod.PasswordAndCode : null;
        }

        return recovery.TryUse(transaction, account, looked.Typed.Code) ? SignInMethod.PasswordAndRecoveryCode : null;
    }

    private void Note(WriteTransaction transaction, Typed typed, EventSource source)
    {
        guesses.ForgetOld(transaction);
        bool slowed = guesses.IsSlowed(transaction, typed.GuessedAt);
        if (typed.Stored is not { } stored)
        {
            // A commit that writes nothing returns sooner than one that reaches the disk, and that would tell.
            Guesses.WriteAgain(transaction, typed.GuessedAt);
            return;
        }

        (OrganisationId organisation, UserId user, _, _) = stored.Account;
        events.AppendSeldom(transaction, organisation, user.ToString(), SecurityEventKind.SignInFailed, source);
        if (slowed)
        {
            events.AppendSeldom(transaction, organisation, user.ToString(), SecurityEventKind.GuessingSlowed, source);
        }
    }
}
