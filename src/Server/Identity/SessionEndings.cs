using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Storage;

namespace Sotto.Server.Identity;

/// <summary>
/// Ends sessions: with the session go the tokens minted under it, at once, and its sockets, as soon as the ending is on
/// disk. Ending what has ended changes nothing.
/// </summary>
internal sealed class SessionEndings(ILiveSessions live, TimeProvider time)
{
    /// <summary>Ends one session of the organisation; false when there is none that is alive.</summary>
    public bool End(WriteTransaction transaction, OrganisationId organisation, SessionId session)
    {
        int ended = transaction.Execute(
            "UPDATE sessions SET ended_at = @now WHERE session_id = @session AND organisation_id = @organisation "
                + "AND ended_at IS NULL",
            new
            {
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                session = session.ToString(),
                organisation = organisation.ToString(),
            }
        );
        transaction.Execute(
            "DELETE FROM device_tokens WHERE session_id = @session AND organisation_id = @organisation",
            new { session = session.ToString(), organisation = organisation.ToString() }
        );
        transaction.WhenCommitted(() => live.EndSession(session));
        return ended == 1;
    }

    /// <summary>Ends every session of somebody but <paramref name="kept"/>; returns those that ended.</summary>
    public IReadOnlyList<SessionId> EndAll(
        WriteTransaction transaction,
        OrganisationId organisation,
        UserId user,
        SessionId? kept
    )
    {
        List<SessionId> others = AliveOf(transaction, organisation, user).Where(session => session != kept).ToList();
        others.ForEach(session => End(transaction, organisation, session));
        return others;
    }

    /// <summary>Ends every session of an organisation that was opened in another way.</summary>
    public void EndOthersThan(WriteTransaction transaction, OrganisationId organisation, SignInMethod method)
    {
        IReadOnlyList<string> others = transaction.Query<string>(
            "SELECT session_id FROM sessions WHERE organisation_id = @organisation AND method <> @method AND ended_at IS NULL",
            new { organisation = organisation.ToString(), method = method.ToString() }
        );
        foreach (string session in others)
        {
            End(transaction, organisation, SessionId.Parse(session));
        }
    }

    /// <summary>Somebody's sessions that have not been ended; they may have idled out.</summary>
    public static IEnumerable<SessionId> AliveOf(
        WriteTransaction transaction,
        OrganisationId organisation,
        UserId user
    ) =>
        transaction
            .Query<string>(
                "SELECT session_id FROM sessions WHERE organisation_id = @organisation AND user_id = @user AND ended_at IS NULL",
                new { organisation = organisation.ToString(), user = user.ToString() }
            )
            .Select(SessionId.Parse);
}
