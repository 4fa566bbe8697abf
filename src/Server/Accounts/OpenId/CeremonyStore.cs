using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Sotto.Protocol;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>What a browser takes to the provider. Silent in logs.</summary>
internal sealed record StartedCeremony(string State, string Nonce, string Challenge, string Browser)
{
    public override string ToString() => nameof(StartedCeremony);
}

/// <summary>A session that a browser had when it left for the provider.</summary>
internal sealed record SessionBefore(OrganisationId Organisation, SessionId Session);

/// <summary>A ceremony that came back, once. <paramref name="LinkTo"/> is null for a sign-in. Silent in logs.</summary>
internal sealed record TakenCeremony(string Nonce, string Verifier, UserId? LinkTo, SessionBefore? Before)
{
    public override string ToString() => nameof(TakenCeremony);
}

/// <summary>Browsers that are at the provider: ten minutes, once, and only the browser that left may come back.</summary>
internal sealed class CeremonyStore(Database database, OpenIdProvider provider, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private sealed record Row(
        string Nonce,
        string Verifier,
        string? LinkTo,
        string? SessionId,
        string? SessionOrganisationId,
        long ExpiresAt
    )
    {
        public TakenCeremony ToTaken() =>
            new(
                Nonce,
                Verifier,
                LinkTo is { } user ? UserId.Parse(user) : null,
                SessionId is { } session && SessionOrganisationId is { } organisation
                    ? new SessionBefore(OrganisationId.Parse(organisation), Protocol.SessionId.Parse(session))
                    : null
            );
    }

    /// <summary>Begins a sign-in, or a link to <paramref name="before"/>'s holder.</summary>
    public async Task<StartedCeremony> StartAsync(StaffCaller? before, bool isLink, CancellationToken cancel)
    {
        string state = Secrets.New();
        string browser = Secrets.New();
        string nonce = Secrets.New();
        string verifier = Secrets.New(); // RFC 7636, 4.1: 43 characters of base64url
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await database
            .WriteAsync(
                transaction =>
                {
                    transaction.Execute("DELETE FROM openid_ceremonies WHERE expires_at <= @now", new { now });
                    transaction.Execute(
                        "INSERT INTO openid_ceremonies (state_hash, organisation_id, browser_hash, nonce, verifier, link_to, "
                            + "session_id, session_organisation_id, expires_at) VALUES (@state, @organisation, @browser, @nonce, "
                            + "@verifier, @linkTo, @session, @sessionOrganisation, @expires)",
                        new
                        {
                            state = Secrets.HashOf(state),
                            organisation = provider.Settings.Organisation.ToString(),
                            browser = Secrets.HashOf(browser),
                            nonce,
                            verifier,
                            linkTo = isLink ? before?.User.ToString() : null,
                            session = before?.Session.ToString(),
                            sessionOrganisation = before?.Organisation.ToString(),
                            expires = now + (long)Lifetime.TotalMilliseconds,
                        }
                    );
                },
                cancel
            )
            .ConfigureAwait(false);
        string challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        return new StartedCeremony(state, nonce, challenge, browser);
    }

    /// <summary>
    /// Takes a ceremony and deletes it, whatever becomes of it. Null when it was taken before, is over, is of an
    /// organisation that the provider no longer serves, or began in another browser: whose link somebody follows must not
    /// decide as whom they are signed in.
    /// </summary>
    public async Task<TakenCeremony?> TakeAsync(string? state, string? browser, CancellationToken cancel)
    {
        if (Secrets.HashOf(state) is not { } stateHash || Secrets.HashOf(browser) is not { } browserHash)
        {
            return null;
        }

        Row? row = await database
            .WriteAsync(
                transaction =>
                    transaction.Find<Row>(
                        "DELETE FROM openid_ceremonies WHERE state_hash = @stateHash AND browser_hash = @browserHash "
                            + "AND organisation_id = @organisation RETURNING nonce AS Nonce, verifier AS Verifier, "
                            + "link_to AS LinkTo, session_id AS SessionId, session_organisation_id AS SessionOrganisationId, "
                            + "expires_at AS ExpiresAt",
                        new
                        {
                            stateHash,
                            browserHash,
                            organisation = provider.Settings.Organisation.ToString(),
                        }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        bool isAlive = row is not null && row.ExpiresAt > time.GetUtcNow().ToUnixTimeMilliseconds();
        return isAlive ? row!.ToTaken() : null;
    }
}
