using Sotto.Protocol;
using Sotto.Protocol.Http;

namespace Sotto.Server.Identity;

/// <summary>What a device of staff acts under, and what its access tokens and sockets end with. Customers have none.</summary>
internal abstract record Authority
{
    private Authority() { }

    /// <summary>
    /// Whether it reaches what an endpoint asks for by its scope. Null is an endpoint that API tokens do not reach.
    /// </summary>
    public abstract bool Reaches(ApiScope? scope);

    /// <summary>A session: its holder signed in, and may what their role may.</summary>
    internal sealed record OfSession(SessionId Session) : Authority
    {
        public override bool Reaches(ApiScope? scope) => true;
    }

    /// <summary>An API token: a program of its holder's, which may what the role and the scopes both allow.</summary>
    internal sealed record OfApiToken(ApiTokenId Token, IReadOnlyList<ApiScope> Scopes) : Authority
    {
        public override bool Reaches(ApiScope? scope) => scope is { } asked && Scopes.Contains(asked);
    }
}
