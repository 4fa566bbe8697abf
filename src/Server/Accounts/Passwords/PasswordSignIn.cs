using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>
/// Signs somebody in by password and code. A browser that is a registered device of theirs proves its key along with it,
/// and is then not slowed by what strangers guess.
/// </summary>
internal sealed class PasswordSignIn(
    Database database,
    PasswordStore passwords,
    DeviceLookup devices,
    Guesses guesses,
    TwoFactors factors,
    SignInSessions sessions
)
{
    /// <summary>Longer text is no password; the rest of a request may be larger than what is worth hashing.</summary>
    private const int LongestTyped = 1024;

    public static void Map(Routes routes) =>
        routes
            .Post("/v1/sign-in/password", Access.Public, AuditKind.SignedIn, HandleAsync, optionalProof: true)
            .Refuses(ProblemCodes.SignInRefused, ProblemCodes.GuessingSlowed, ProblemCodes.PasskeyRequired);

    private static async Task<Results<Ok<Session>, ProblemHttpResult>> HandleAsync(
        PasswordSignInRequest request,
        PasswordSignIn signIn,
        SignedIn signedIn,
        Gate gate,
        HttpContext context
    )
    {
        if (SignInName.Parse(request.SignInName) is not { } name || request.Password.Length > LongestTyped)
        {
            return Refusal.Malformed("The name or the password is longer than any, or no name at all.").ToProblem();
        }

        StaffCaller? before = await gate.SessionOfAsync(context).ConfigureAwait(false);
        Checked<WelcomedAccount> outcome = await signIn.RunAsync(name, request, before, context).ConfigureAwait(false);
        return outcome.Passed(out WelcomedAccount? welcomed, out Refusal? refusal)
            ? TypedResults.Ok(
                await signedIn.WelcomeAsync(context, welcomed.Account, welcomed.Session).ConfigureAwait(false)
            )
            : refusal.ToProblem();
    }

    private sealed record WelcomedAccount(StaffAccount Account, StartedSession Session);

    private async Task<Checked<WelcomedAccount>> RunAsync(
        SignInName name,
        PasswordSignInRequest request,
        StaffCaller? before,
        HttpContext context
    )
    {
        CancellationToken cancel = context.RequestAborted;
        string place = NetworkPlace.Of(context);
        StoredPassword? stored = await passwords.FindAnywhereAsync(name, cancel).ConfigureAwait(false);
        DeviceCaller? known = await OwnDeviceAsync(stored, context).ConfigureAwait(false);
        IReadOnlyList<GuessedAt> guessedAt = known is null
            ? await guesses.OfStrangerAsync(name, place, cancel).ConfigureAwait(false)
            : await guesses.OfDeviceAsync(known, cancel).ConfigureAwait(false);
        Checked<LookedAt> outcome = await factors
            .LookAtAsync(new Typed(request.Password, request.Code, stored, guessedAt), context)
            .ConfigureAwait(false);
        if (!outcome.Passed(out LookedAt? looked, out Refusal? refusal))
        {
            return refusal;
        }

        EventSource source = new(place, Device: known?.Device);
        return await database
            .WriteAsync(transaction => Settle(transaction, looked, before, source), cancel)
            .ConfigureAwait(false);
    }

    /// <summary>The proven device of the request, if it is one of the account itself that still counts.</summary>
    private async Task<DeviceCaller?> OwnDeviceAsync(StoredPassword? stored, HttpContext context)
    {
        if (context.Features.Get<ProvenKey>() is not { } key)
        {
            return null;
        }

        DeviceCaller? device = await devices.FindAsync(key.Thumbprint, context.RequestAborted).ConfigureAwait(false);
        bool isOwn =
            device is { IsStaff: true, IsRevoked: false }
            && stored is not null
            && device.Organisation == stored.Account.Organisation
            && device.Owner == stored.Account.User.ToString();
        return isOwn ? device : null;
    }

    private Checked<WelcomedAccount> Settle(
        WriteTransaction transaction,
        LookedAt looked,
        StaffCaller? before,
        EventSource source
    )
    {
        if (!factors.Settle(transaction, looked, source).Passed(out ProvenFactors? proven, out Refusal? refusal))
        {
            return refusal;
        }

        StaffAccount account = looked.Typed.Stored!.Account;
        Verification verification = new(proven.Method, source.Place);
        return new WelcomedAccount(account, sessions.Begin(transaction, account, verification, before));
    }
}
