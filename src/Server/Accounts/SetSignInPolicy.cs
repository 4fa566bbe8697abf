using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>
/// Says, and lets the owner change, how people sign in. Demanding passkeys locks nobody out: it is refused while somebody
/// who works here has none, and from then on nobody can remove their last one.
/// </summary>
internal sealed class SetSignInPolicy(Database database, SessionEndings endings, AuditLog audit)
{
    private const string Route = "/v1/sign-in/policy";

    public static void Map(Routes routes)
    {
        routes.Get(Route, Access.Staff, GetAsync);
        routes
            .Put(Route, Access.Owner, AuditKind.SignInPolicyChanged, HandleAsync, proof: true, stepUp: true)
            .Refuses(ProblemCodes.PasskeyMissing);
    }

    private static async Task<Ok<SignInPolicy>> GetAsync(
        StaffCaller caller,
        Database database,
        CancellationToken cancel
    ) => TypedResults.Ok(await SignInPolicies.GetAsync(database, caller.Organisation, cancel).ConfigureAwait(false));

    private static async Task<Results<Ok<SignInPolicy>, ProblemHttpResult>> HandleAsync(
        SignInPolicy request,
        StaffCaller caller,
        SetSignInPolicy set,
        CancellationToken cancel
    )
    {
        Refusal? refusal = await set.StoreAsync(caller, request, cancel).ConfigureAwait(false);
        return refusal is null ? TypedResults.Ok(request) : refusal.ToProblem();
    }

    private Task<Refusal?> StoreAsync(StaffCaller caller, SignInPolicy policy, CancellationToken cancel) =>
        database.WriteAsync(
            transaction =>
            {
                if (!Sessions.StillHolds(transaction, caller))
                {
                    return new Refusal(ProblemCodes.Unauthenticated);
                }

                if (SignInPolicies.DemandsPasskeys(transaction, caller.Organisation) == policy.PasskeysOnly)
                {
                    return null;
                }

                if (policy.PasskeysOnly && StaffStore.AnyWithoutPasskey(transaction, caller.Organisation))
                {
                    return new Refusal(ProblemCodes.PasskeyMissing);
                }

                SignInPolicies.Set(transaction, caller.Organisation, policy);
                if (policy.PasskeysOnly)
                {
                    endings.EndOthersThan(transaction, caller.Organisation, SignInMethod.Passkey);
                }

                audit.Append(
                    transaction,
                    caller.Organisation,
                    AuditKind.SignInPolicyChanged,
                    caller.User.ToString(),
                    new { passkeysOnly = policy.PasskeysOnly }
                );
                return null;
            },
            cancel
        );
}
