using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Storage;

namespace Sotto.Server.Identity;

/// <summary>
/// Lets a program in by the API token that its request carries. The token counts only beside a proof, in the same request
/// or socket, of the key that it is bound to: whoever copied it opens nothing, and its holder is told.
/// </summary>
internal sealed class ApiTokenUse(Database database, ApiTokens tokens, SecurityEvents events)
{
    /// <summary>Whether a request claims to come by API token. Its cookie, if any, then counts for nothing.</summary>
    public static bool IsClaimed(HttpContext context) => context.Request.Headers.ContainsKey(ApiTokens.Header);

    /// <summary>
    /// The person whose token it is, once the use is on disk; null when the token is not alive, or <paramref name="thumbprint"/>
    /// is not of the key that it is bound to.
    /// </summary>
    public async Task<PersonCaller?> AdmitAsync(HttpContext context, string thumbprint, CancellationToken cancel)
    {
        string? secret = context.Request.Headers[ApiTokens.Header];
        if (await tokens.FindAsync(secret, cancel).ConfigureAwait(false) is not { } held)
        {
            return null;
        }

        string place = NetworkPlace.Of(context);
        bool isBound = held.Thumbprint == thumbprint;
        bool isUsed = await database
            .WriteAsync(
                transaction =>
                    isBound ? tokens.TryUse(transaction, held.Authority.Token, place) : Tell(transaction, held, place),
                cancel
            )
            .ConfigureAwait(false);
        return isUsed ? held.Person : null;
    }

    /// <summary>Seldom, because whoever has the copy can cause it as often as they like.</summary>
    private bool Tell(WriteTransaction transaction, HeldApiToken held, string place)
    {
        PersonCaller person = held.Person;
        events.AppendSeldom(
            transaction,
            person.Organisation,
            person.User.ToString(),
            SecurityEventKind.ApiTokenMisused,
            new EventSource(place, Device: held.Device)
        );
        return false;
    }
}
