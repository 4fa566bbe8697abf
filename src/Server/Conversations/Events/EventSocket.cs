using System.Net.WebSockets;
using Sotto.Protocol;
using Sotto.Server.Http;

namespace Sotto.Server.Conversations.Events;

/// <summary>Serves <c>/v1/events</c> as a WebSocket: proof, what was missed, then events as they are committed.</summary>
internal sealed class EventSocket(
    EventHub hub,
    MissedEvents missed,
    SocketHandshake handshake,
    SocketCommands commands,
    IHostApplicationLifetime lifetime,
    TimeProvider time
)
{
    private static readonly TimeSpan GoodbyeWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ProofWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CheckStaffEvery = TimeSpan.FromSeconds(4);

    public async Task<IResult> ServeAsync(HttpContext context)
    {
        if (!handshake.IsOurPage(context) && !SocketHandshake.IsProgram(context))
        {
            return Problems.Of(ProblemCodes.Forbidden, "Sockets are opened by Sotto's own pages only.");
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        using FrameSocket frames = new(socket, SendWithin);
        Connection? connection = await AdmitAsync(context, frames).ConfigureAwait(false);
        if (connection is null)
        {
            return Results.Empty;
        }

        try
        {
            await RunAsync(context, frames, connection).ConfigureAwait(false);
        }
        catch (FrameException)
        {
            await frames.EndAsync(ProblemCodes.Malformed).ConfigureAwait(false);
        }
        catch (WebSocketException)
        {
            // the other side is gone; it continues from its cursor when it comes back
        }
        finally
        {
            hub.Remove(connection);
        }

        return Results.Empty;
    }

    private async Task<Connection?> AdmitAsync(HttpContext context, FrameSocket frames)
    {
        using CancellationTokenSource patience = new(ProofWithin, time);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            context.RequestAborted
        );
        string nonce = handshake.NewNonce();
        await frames.SendAsync(new ServerFrame.Nonce(nonce)).ConfigureAwait(false);
        ClientFrame? proof = await ReceiveProofAsync(frames, stop.Token).ConfigureAwait(false);
        (Connection? connection, string? refusal) = await handshake
            .AdmitAsync(context, nonce, proof, context.RequestAborted)
            .ConfigureAwait(false);
        if (connection is not null && hub.TryAdd(connection))
        {
            return connection;
        }

        await frames.EndAsync(refusal ?? ProblemCodes.RateLimited).ConfigureAwait(false);
        return null;
    }

    /// <summary>Null for anything but a well-formed frame in time.</summary>
    private static async Task<ClientFrame?> ReceiveProofAsync(FrameSocket frames, CancellationToken stop)
    {
        try
        {
            return await frames.ReceiveAsync(stop).ConfigureAwait(false);
        }
        catch (Exception error) when (error is FrameException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task RunAsync(HttpContext context, FrameSocket frames, Connection connection)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        using CancellationTokenRegistration stopping = lifetime.ApplicationStopping.Register(() =>
            connection.End(null)
        );
        Task[] parts =
        [
            SendEventsAsync(frames, connection, stop.Token),
            commands.RunAsync(frames, connection, stop.Token),
            WatchAsync(connection, stop.Token),
        ];
        // Whichever part stops first ends the others: a reader that is gone, a writer that failed, a session that ended.
        Task first = await Task.WhenAny([.. parts, connection.Ended]).ConfigureAwait(false);
        if (connection.Ended.IsCompletedSuccessfully)
        {
            // Said before anything is cancelled: a cancelled read takes the whole socket with it.
            await frames.EndAsync(await connection.Ended.ConfigureAwait(false)).ConfigureAwait(false);
            await Task.WhenAny(parts[1], Task.Delay(GoodbyeWithin, time, stop.Token)).ConfigureAwait(false);
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (first.IsFaulted)
        {
            await first.ConfigureAwait(false); // a malformed frame is answered by ServeAsync, a bug of ours is logged
        }
    }

    private async Task SendEventsAsync(FrameSocket frames, Connection connection, CancellationToken stop)
    {
        EventFeed feed = new(missed, connection, frames.SendAsync);
        await frames.SendAsync(new ServerFrame.Ready(time.GetUtcNow())).ConfigureAwait(false);
        await feed.CatchUpAsync(stop).ConfigureAwait(false);
        await feed.TellOfAdmissionsAsync(time.GetUtcNow(), stop).ConfigureAwait(false);
        await frames.SendAsync(new ServerFrame.CaughtUp(time.GetUtcNow())).ConfigureAwait(false);
        while (true)
        {
            Notice? notice = await connection.NextAsync(stop).ConfigureAwait(false);
            await (notice is null ? feed.CatchUpAsync(stop) : feed.SendAsync(notice, stop)).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// A session or API token can end without anybody telling this connection: by idling, by age, on another node. Staff read much and
    /// are few, so whoever may no longer is out within five seconds.
    /// </summary>
    private async Task WatchAsync(Connection connection, CancellationToken stop)
    {
        using PeriodicTimer timer = new(connection.Authority is null ? CheckEvery : CheckStaffEvery, time);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
        {
            if (!await handshake.IsStillAdmittedAsync(connection).ConfigureAwait(false))
            {
                connection.End(ProblemCodes.Unauthenticated);
                return;
            }
        }
    }
}
