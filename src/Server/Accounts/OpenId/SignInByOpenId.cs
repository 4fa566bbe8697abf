using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>
/// Signs in whoever's account a verified identity is linked to. An identity that is linked to none opens none, whatever
/// else the provider says of it.
/// </summary>
internal sealed class SignInByOpenId(
    Database database,
    OpenIdProvider provider,
    IdentityStore identities,
    ProviderSessions providerSessions,
    StaffStore staff,
    SignInSessions sessions,
    SessionEndings endings
)
{
    /// <summary>Null when somebody is signed in: the answer then carries their cookie.</summary>
    public async Task<Refusal?> StoreAsync(TakenCeremony ceremony, ProviderIdentity identity, HttpContext context)
    {
        CancellationToken cancel = context.RequestAborted;
        UserId? user = await identities
            .FindAsync(provider.Settings.Organisation, identity, cancel)
            .ConfigureAwait(false);
        StaffAccount? account = user is { } known
            ? await staff.FindAnywhereAsync(known, cancel).ConfigureAwait(false)
            : null;
        if (account is null)
        {
            return new Refusal(OpenIdCodes.Unknown);
        }

        Verification verification = new(SignInMethod.OpenId, NetworkPlace.Of(context));
        Checked<StartedSession> outcome = await StartAsync(account, identity, ceremony.Before, verification, cancel)
            .ConfigureAwait(false);
        if (!outcome.Passed(out StartedSession? started, out Refusal? refusal))
        {
            return refusal;
        }

        SignedIn.SetCookie(context, started);
        return null;
    }

    /// <summary>
    /// The session that the browser had comes from the ceremony: its cookie does not travel with a request that another
    /// site causes.
    /// </summary>
    private Task<Checked<StartedSession>> StartAsync(
        StaffAccount account,
        ProviderIdentity identity,
        SessionBefore? before,
        Verification verification,
        CancellationToken cancel
    ) =>
        database.WriteAsync<Checked<StartedSession>>(
            transaction =>
            {
                if (!SignInPolicies.Allows(transaction, account.Organisation, verification.Method))
                {
                    return new Refusal(OpenIdCodes.PasskeyRequired);
                }

                bool isWelcome =
                    identities.TryUse(transaction, account, identity)
                    && StaffStore.WorksHere(transaction, account.Organisation, account.User);
                if (!isWelcome)
                {
                    transaction.Undo();
                    return new Refusal(OpenIdCodes.Unknown);
                }

                if (before is not null)
                {
                    endings.End(transaction, before.Organisation, before.Session);
                }

                StartedSession started = sessions.Begin(transaction, account, verification, before: null);
                providerSessions.Add(transaction, account, started.Id, identity);
                return started;
            },
            cancel
        );
}
