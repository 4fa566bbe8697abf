using Sotto.Protocol;
using Sotto.Server.Configuration;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Conversations.Events;

/// <summary>
/// Decides who is at the other end of a new socket: the origin of the page, a proof over a nonce of this very
/// connection, and for staff the session cookie that came with the handshake.
/// </summary>
internal sealed class SocketHandshake(
    DpopNonces nonces,
    DeviceLookup devices,
    Gate gate,
    Sessions sessions,
    SessionBinding binding,
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
        if (device is null)
        {
            return (null, ProblemCodes.Unauthenticated);
        }

        if (!device.IsStaff)
        {
            return (new Connection(device, null), null);
        }

        StaffCaller? staff = await gate.SessionOfAsync(context).ConfigureAwait(false);
        return
            staff is not null
            && Roles.May(staff.Role, Access.EventStream)
            && await binding.TryBindAsync(staff, device, cancel).ConfigureAwait(false)
            ? (new Connection(device, staff.Session), null)
            : (null, ProblemCodes.Unauthenticated);
    }

    /// <summary>Whether the device is what it was when it came, and the session of a staff socket still alive.</summary>
    public async Task<bool> IsStillAdmittedAsync(Connection connection)
    {
        DeviceCaller? now = await devices
            .FindAsync(connection.Caller.Thumbprint, CancellationToken.None)
            .ConfigureAwait(false);
        return now == connection.Caller
            && (
                connection.Session is not { } session
                || await sessions.IsAliveAsync(session, CancellationToken.None).ConfigureAwait(false)
            );
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
