using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>
/// Links a verified identity to the account of the session that asked for it, in the browser that asked. A session that
/// has ended meanwhile links nothing.
/// </summary>
internal sealed class LinkOpenId(
    Database database,
    OpenIdProvider provider,
    IdentityStore identities,
    Sessions sessions,
    SecurityEvents events
)
{
    public async Task<Refusal?> StoreAsync(TakenCeremony ceremony, ProviderIdentity identity, HttpContext context)
    {
        CancellationToken cancel = context.RequestAborted;
        bool isSignedIn =
            ceremony is { LinkTo: not null, Before: not null }
            && await sessions.IsAliveAsync(ceremony.Before.Session, cancel).ConfigureAwait(false);
        if (!isSignedIn)
        {
            return new Refusal(OpenIdCodes.Expired);
        }

        return await LinkAsync(
                ceremony.LinkTo!.Value,
                ceremony.Before!.Session,
                identity,
                new EventSource(NetworkPlace.Of(context)),
                cancel
            )
            .ConfigureAwait(false);
    }

    private Task<Refusal?> LinkAsync(
        UserId user,
        SessionId session,
        ProviderIdentity identity,
        EventSource source,
        CancellationToken cancel
    ) =>
        database.WriteAsync(
            transaction =>
            {
                OrganisationId organisation = provider.Settings.Organisation;
                bool isStillThere =
                    SessionEndings.AliveOf(transaction, organisation, user).Contains(session)
                    && StaffStore.WorksHere(transaction, organisation, user);
                if (!isStillThere)
                {
                    return new Refusal(OpenIdCodes.Expired);
                }

                if (SignInPolicies.DemandsPasskeys(transaction, organisation))
                {
                    return new Refusal(OpenIdCodes.PasskeyRequired);
                }

                if (!identities.TryAdd(transaction, organisation, user, identity))
                {
                    return new Refusal(OpenIdCodes.Taken);
                }

                events.Append(
                    transaction,
                    organisation,
                    user.ToString(),
                    SecurityEventKind.OpenIdLinked,
                    source,
                    new { session }
                );
                return null;
            },
            cancel
        );
}
