using Sotto.Protocol;
using Sotto.Server.Configuration;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Conversations.Events;

/// <summary>
/// Decides who is at the other end of a new socket: the origin of the page, a proof over a nonce of this very
/// connection, and for staff the session cookie or API token that came with the handshake.
/// </summary>
internal sealed class SocketHandshake(
    DpopNonces nonces,
    DeviceLookup devices,
    StaffEntry entry,
    Sessions sessions,
    ApiTokens apiTokens,
    ServerSettings settings,
    TimeProvider time
)
{
    public const string Path = "/v1/events";

    /// <summary>
    /// Browsers send <c>Origin</c> with every WebSocket handshake, so a foreign site is told apart here; <c>null</c> and
    /// an absent one are refused.
    /// </summary>
    public bool IsOurPage(HttpContext context)
    {
        string? origin = context.Request.Headers.Origin;
        return origin == settings.PublicOrigin
            || (origin is not null && settings.ChatOrigins.Contains(origin, StringComparer.Ordinal));
    }

    /// <summary>
    /// A program names no page. It has no cookie that a page could borrow, and no page can send this header: the API token
    /// in it is all that then counts.
    /// </summary>
    public static bool IsProgram(HttpContext context) =>
        ApiTokenUse.IsClaimed(context) && context.Request.Headers.Origin.Count == 0;

    public string NewNonce() => nonces.Issue();

    /// <summary>The connection of a device that proved its key, or the code that says why not.</summary>
    public async Task<(Connection? Connection, string? Refusal)> AdmitAsync(
        HttpContext context,
        string nonce,
        ClientFrame? frame,
        CancellationToken cancel
    )
    {
        if (frame is not ClientFrame.Proof proof || KeyOf(proof, nonce) is not { } key)
        {
            return (null, ProblemCodes.ProofRequired);
        }

        DeviceCaller? device = await devices.FindAsync(key.Thumbprint, cancel).ConfigureAwait(false);
        PersonCaller? person = await entry.AdmitAsync(context, key.Thumbprint, device, cancel).ConfigureAwait(false);
        if (device is { IsStaff: false } && !ApiTokenUse.IsClaimed(context))
        {
            return (new Connection(device, null), null);
        }

        if (device is null || person is null || !Roles.May(person.Role, Access.EventStream))
        {
            return (null, ProblemCodes.Unauthenticated);
        }

        return person.Authority.Reaches(PollEvents.Scope)
            ? (new Connection(device, person.Authority), null)
            : (null, ProblemCodes.Forbidden);
    }

    /// <summary>Whether the device is what it was when it came, and what a staff socket was opened under still alive.</summary>
    public async Task<bool> IsStillAdmittedAsync(Connection connection)
    {
        DeviceCaller? now = await devices
            .FindAsync(connection.Caller.Thumbprint, CancellationToken.None)
            .ConfigureAwait(false);
        return now == connection.Caller
            && connection.Authority switch
            {
                Authority.OfSession of => await sessions
                    .IsAliveAsync(of.Session, CancellationToken.None)
                    .ConfigureAwait(false),
                Authority.OfApiToken of => await apiTokens
                    .FindAsync(of.Token, CancellationToken.None)
                    .ConfigureAwait(false)
                    is not null,
                _ => true,
            };
    }

    private Ed25519PublicKey? KeyOf(ClientFrame.Proof frame, string nonce)
    {
        try
        {
            DpopRequest request = new("GET", settings.PublicOrigin + Path);
            DpopProof proof = DpopProof.Verify(frame.Jws, request, time.GetUtcNow());
            return proof.Nonce == nonce && nonces.TryUse(nonce) ? proof.Key : null;
        }
        catch (JoseException)
        {
            return null;
        }
    }
}
