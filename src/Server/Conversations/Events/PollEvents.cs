using System.Globalization;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Conversations.Events;

/// <summary>
/// <c>GET /v1/events</c>: a WebSocket where one can be had, otherwise the missing frames as a CBOR sequence (RFC 8742),
/// waiting for the first one up to 25 seconds.
/// </summary>
internal static class PollEvents
{
    private const int LongestWait = 25;
    private const string MediaType = "application/cbor-seq";

    /// <summary>What an API token needs for it, by poll and by socket.</summary>
    public const ApiScope Scope = ApiScope.ConversationsRead;

    public static void Map(Routes routes) => routes.Get(SocketHandshake.Path, Access.EventStream, HandleAsync, Scope);

    private static async Task<IResult> HandleAsync(
        HttpContext context,
        EventSocket socket,
        MissedEvents missed,
        EventHub hub,
        IHostApplicationLifetime lifetime,
        TimeProvider time
    )
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            return await socket.ServeAsync(context).ConfigureAwait(false);
        }

        if (context.Features.Get<DeviceCaller>() is not { } caller || WaitOf(context) is not { } wait)
        {
            return Problems.Of(ProblemCodes.Malformed);
        }

        Connection connection = new(caller, context.Features.Get<PersonCaller>()?.Authority);
        if (!hub.TryAdd(connection))
        {
            return Problems.Of(ProblemCodes.RateLimited);
        }

        try
        {
            // A waiting poll must not hold up a server that stops.
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(
                context.RequestAborted,
                lifetime.ApplicationStopping
            );
            byte[] frames = await CollectAsync(connection, missed, wait, time, stop.Token).ConfigureAwait(false);
            // Ended without a reason means: come back, as what you are now. What was collected for the one before is not told.
            return connection.Ended.IsCompletedSuccessfully
                ? await connection.Ended.ConfigureAwait(false) is { } code
                    ? Problems.Of(code)
                    : TypedResults.Bytes([], MediaType)
                : TypedResults.Bytes(frames, MediaType);
        }
        finally
        {
            hub.Remove(connection);
        }
    }

    private static async Task<byte[]> CollectAsync(
        Connection connection,
        MissedEvents missed,
        TimeSpan wait,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        using MemoryStream frames = new();
        bool MayGoOn() => frames.Length < MissedEvents.MostBytes;
        EventFeed feed = new(missed, connection, frame => frames.WriteAsync(frame, cancel).AsTask(), MayGoOn);
        await feed.CatchUpAsync(cancel).ConfigureAwait(false);
        if (frames.Length == 0 && wait > TimeSpan.Zero)
        {
            using CancellationTokenSource patience = new(wait, time);
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(
                patience.Token,
                cancel
            );
            try
            {
                Task<Notice?> next = connection.NextAsync(stop.Token).AsTask();
                if (await Task.WhenAny(next, connection.Ended).ConfigureAwait(false) != next)
                {
                    await patience.CancelAsync().ConfigureAwait(false);
                }

                Notice? notice = await next.ConfigureAwait(false);
                await (notice is null ? feed.CatchUpAsync(cancel) : feed.SendAsync(notice, cancel)).ConfigureAwait(
                    false
                );
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // nothing happened; the caller asks again
            }
        }

        if (MayGoOn())
        {
            await feed.TellOfAdmissionsAsync(time.GetUtcNow(), cancel).ConfigureAwait(false);
            frames.Write(new ServerFrame.CaughtUp(time.GetUtcNow()).Encode());
        }

        return frames.ToArray();
    }

    private static TimeSpan? WaitOf(HttpContext context)
    {
        string? text = context.Request.Query["wait"];
        if (text is null)
        {
            return TimeSpan.Zero;
        }

        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            && seconds is >= 0 and <= LongestWait
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }
}
