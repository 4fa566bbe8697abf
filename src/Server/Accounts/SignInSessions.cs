using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>
/// Begins the session of somebody who has just proved who they are, whichever way: the session that the browser had before
/// ends, whoever it was of, and the holder of the account can read that somebody signed in.
/// </summary>
internal sealed class SignInSessions(Sessions sessions, SessionEndings endings, SecurityEvents events)
{
    public StartedSession Begin(
        WriteTransaction transaction,
        StaffAccount account,
        Verification verification,
        StaffCaller? before
    )
    {
        if (before is not null)
        {
            endings.End(transaction, before.Organisation, before.Session);
        }

        StartedSession started = sessions.Start(transaction, account.Organisation, account.User, verification);
        events.Append(
            transaction,
            account.Organisation,
            account.User.ToString(),
            SecurityEventKind.SignedIn,
            new EventSource(verification.Place, verification.Method),
            new { session = started.Id }
        );
        return started;
    }
}
