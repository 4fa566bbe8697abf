using Sotto.Protocol;
using Sotto.Protocol.Http;

namespace Sotto.Server.Identity;

/// <summary>How and from where somebody proved who they are just now.</summary>
internal sealed record Verification(SignInMethod Method, string Place);

/// <summary>
/// Times of a live session: <paramref name="ExpiresAt"/> whatever happens, <paramref name="IdleUntil"/> unless its holder
/// does something, and until <paramref name="FreshUntil"/> the holder counts as freshly verified.
/// </summary>
internal sealed record SessionTimes(DateTimeOffset ExpiresAt, DateTimeOffset IdleUntil, DateTimeOffset FreshUntil);

/// <summary>A session that has just begun or changed its cookie. The secret leaves the server in the cookie and nowhere else.</summary>
internal sealed record StartedSession(string Secret, SessionId Id, SignInMethod Method, SessionTimes Times)
{
    /// <summary>Silent about the secret.</summary>
    public override string ToString() => nameof(StartedSession);
}
