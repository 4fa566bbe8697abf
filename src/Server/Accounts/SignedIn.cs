using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Configuration;
using Sotto.Server.Directory;
using Sotto.Server.Identity;

namespace Sotto.Server.Accounts;

/// <summary>What somebody who is signed in is told, and the cookie that keeps them so.</summary>
internal sealed class SignedIn(OrganisationStore organisations, InboxStore inboxes, ServerSettings settings)
{
    public async Task<Session> DescribeAsync(StaffAccount account, DateTimeOffset expiresAt, CancellationToken cancel)
    {
        Organisation organisation = await organisations.GetAsync(account.Organisation, cancel).ConfigureAwait(false);
        IReadOnlyList<Inbox> all = await inboxes.ListAsync(account.Organisation, cancel).ConfigureAwait(false);
        return new Session(
            new SessionUser(account.User, account.Name, account.Role),
            new SessionOrganisation(organisation.Id, organisation.Name, organisation.Root),
            all,
            settings.PublicOrigin,
            expiresAt
        );
    }

    /// <summary>
    /// The prefix makes browsers insist on Secure, no domain and the root path; no script can read it, and no request
    /// that another site causes carries it.
    /// </summary>
    public static void SetCookie(HttpContext context, string secret, DateTimeOffset expiresAt) =>
        context.Response.Cookies.Append(Sessions.Cookie, secret, CookieFor(expiresAt));

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
