using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Configuration;
using Sotto.Server.Directory;
using Sotto.Server.Identity;

namespace Sotto.Server.Accounts;

/// <summary>What somebody who is signed in is told, and the cookie that keeps them so.</summary>
internal sealed class SignedIn(OrganisationStore organisations, InboxStore inboxes, ServerSettings settings)
{
    public async Task<Session> DescribeAsync(
        StaffAccount account,
        SessionId session,
        SignInMethod method,
        SessionTimes times,
        CancellationToken cancel
    )
    {
        Organisation organisation = await organisations.GetAsync(account.Organisation, cancel).ConfigureAwait(false);
        IReadOnlyList<Inbox> all = await inboxes.ListAsync(account.Organisation, cancel).ConfigureAwait(false);
        return new Session(
            new SessionUser(account.User, account.Name, account.Role),
            new SessionOrganisation(organisation.Id, organisation.Name, organisation.Root),
            all,
            settings.PublicOrigin,
            session,
            method,
            times.ExpiresAt,
            times.IdleUntil,
            times.FreshUntil
        );
    }

    /// <summary>Hands the cookie of a session that has just begun to the browser, and describes it.</summary>
    public Task<Session> WelcomeAsync(HttpContext context, StaffAccount account, StartedSession started)
    {
        SetCookie(context, started);
        return DescribeAsync(account, started.Id, started.Method, started.Times, context.RequestAborted);
    }

    /// <summary>
    /// The prefix makes browsers insist on Secure, no domain and the root path; no script can read it, and no request
    /// that another site causes carries it.
    /// </summary>
    public static void SetCookie(HttpContext context, StartedSession started) =>
        context.Response.Cookies.Append(Sessions.Cookie, started.Secret, CookieFor(started.Times.ExpiresAt));

    public static void RemoveCookie(HttpContext context) =>
        context.Response.Cookies.Append(Sessions.Cookie, "", CookieFor(DateTimeOffset.UnixEpoch));

    private static CookieOptions CookieFor(DateTimeOffset expiresAt) =>
        new()
        {
            Secure = true,
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Path = "/",
            Expires = expiresAt,
        };
}
