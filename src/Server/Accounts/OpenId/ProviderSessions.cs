using Sotto.Protocol;
using Sotto.Server.Configuration;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>Which sessions here hang on which session at the provider, and which of its logout tokens were obeyed.</summary>
internal sealed class ProviderSessions(ServerSettings settings, TimeProvider time)
{
    private sealed record Row(string SessionId, string UserId);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Notes a session that has just begun; those that are over by their age are forgotten.</summary>
    public void Add(WriteTransaction transaction, StaffAccount account, SessionId session, ProviderIdentity identity)
    {
        transaction.Execute(
            "DELETE FROM openid_sessions WHERE created_at < @oldest",
            new { oldest = Now - (long)settings.Sessions.Absolute.TotalMilliseconds }
        );
        transaction.Execute(
            "INSERT INTO openid_sessions (session_id, organisation_id, user_id, issuer, subject, sid, created_at) "
                + "VALUES (@session, @organisation, @user, @issuer, @subject, @sid, @now)",
            new
            {
                session = session.ToString(),
                organisation = account.Organisation.ToString(),
                user = account.User.ToString(),
                issuer = identity.Issuer,
                subject = identity.Subject,
                sid = identity.Sid,
                now = Now,
            }
        );
    }

    /// <summary>
    /// Takes the sessions that a logout is about: the one that it names, or all of the person. When it names both, both
    /// must fit.
    /// </summary>
    public static IReadOnlyList<(SessionId Session, UserId User)> Take(
        WriteTransaction transaction,
        OrganisationId organisation,
        ProviderLogout logout
    ) =>
        transaction
            .Query<Row>(
                "DELETE FROM openid_sessions WHERE organisation_id = @organisation AND issuer = @issuer "
                    + (logout.Subject is null ? "" : "AND subject = @subject ")
                    + (logout.Sid is null ? "" : "AND sid = @sid ")
                    + "RETURNING session_id AS SessionId, user_id AS UserId",
                new
                {
                    organisation = organisation.ToString(),
                    issuer = logout.Issuer,
                    subject = logout.Subject,
                    sid = logout.Sid,
                }
            )
            .Select(row => (SessionId.Parse(row.SessionId), UserId.Parse(row.UserId)))
            .ToList();

    /// <summary>Takes the sessions that began by a link that is being removed.</summary>
    public static IReadOnlyList<SessionId> TakeOf(WriteTransaction transaction, StaffCaller caller, string identity) =>
        transaction
            .Query<string>(
                "DELETE FROM openid_sessions WHERE organisation_id = @organisation AND user_id = @user AND EXISTS "
                    + "(SELECT 1 FROM openid_identities i WHERE i.identity_id = @identity AND i.user_id = @user "
                    + "AND i.organisation_id = @organisation AND i.issuer = openid_sessions.issuer "
                    + "AND i.subject = openid_sessions.subject) RETURNING session_id",
                new
                {
                    organisation = caller.Organisation.ToString(),
                    user = caller.User.ToString(),
                    identity,
                }
            )
            .Select(SessionId.Parse)
            .ToList();

    /// <summary>Obeys a logout token once: true for the first, false for every repetition.</summary>
    public bool TryObey(WriteTransaction transaction, OrganisationId organisation, ProviderLogout logout)
    {
        // Twice the tolerance: a token of a fast clock is accepted early and stays acceptable until it is late.
        transaction.Execute(
            "DELETE FROM openid_logouts WHERE at < @oldest",
            new { oldest = Now - (2 * (long)Limits.ClockSkew.TotalMilliseconds) }
        );
        return transaction.Execute(
                "INSERT INTO openid_logouts (organisation_id, issuer, jti, at) VALUES (@organisation, @issuer, @jti, @now) "
                    + "ON CONFLICT DO NOTHING",
                new
                {
                    organisation = organisation.ToString(),
                    issuer = logout.Issuer,
                    jti = logout.Id,
                    now = Now,
                }
            ) == 1;
    }
}
