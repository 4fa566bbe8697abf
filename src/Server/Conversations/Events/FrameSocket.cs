using System.Buffers;
using System.Net.WebSockets;
using Sotto.Protocol;

namespace Sotto.Server.Conversations.Events;

/// <summary>
/// Whole frames over a WebSocket: bounded in size on the way in, one at a time on the way out. A reader that takes nothing
/// for as long as <paramref name="sendWithin"/> is given up, so that it holds neither memory nor a place.
/// </summary>
internal sealed class FrameSocket(WebSocket socket, TimeSpan sendWithin) : IDisposable
{
    /// <summary>A message and what frames it; nothing larger is ever sent by a client.</summary>
    private const int MostReceived = Limits.BodyBytes + 1024;

    private const WebSocketCloseStatus EndedByServer = (WebSocketCloseStatus)4401;
    private const int FirstBuffer = 4096;
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ArrayBufferWriter<byte> _received = new(FirstBuffer);

    public Task SendAsync(ServerFrame frame) => SendAsync(frame.Encode());

    public async Task SendAsync(byte[] frame)
    {
        await _sending.WaitAsync().ConfigureAwait(false);
        try
        {
            Task sending = socket
                .SendAsync(frame.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None)
                .AsTask();
            // Nearly always done at once; only a reader that lags behind costs a timer.
            await (sending.IsCompleted ? sending : WithinAsync(sending)).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next frame, or null when the other side has closed or gone.</summary>
    /// <exception cref="FrameException">The frame is not one that a client sends, or is over its limit.</exception>
    public async Task<ClientFrame?> ReceiveAsync(CancellationToken stop)
    {
        _received.ResetWrittenCount();
        while (true)
        {
            ValueWebSocketReceiveResult result;
            try
            {
                result = await socket.ReceiveAsync(_received.GetMemory(FirstBuffer), stop).ConfigureAwait(false);
            }
            catch (WebSocketException)
            {
                return null; // gone without a goodbye: the same to us as a close
            }

            if (result.MessageType != WebSocketMessageType.Binary)
            {
                return null;
            }

            _received.Advance(result.Count);
            if (_received.WrittenCount > MostReceived)
            {
                throw new FrameException("too_large");
            }

            if (result.EndOfMessage)
            {
                return ClientFrame.Decode(_received.WrittenMemory.ToArray());
            }
        }
    }

    /// <summary>
    /// Says why, if there is a reason, and closes, within a few seconds. The other side may be gone already, or not reading.
    /// Whatever is sent afterwards fails.
    /// </summary>
    public async Task EndAsync(string? code)
    {
        using CancellationTokenSource patience = new(EndWithin);
        try
        {
            await _sending.WaitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            socket.Abort(); // what is being sent is not taken
            return;
        }

        try
        {
            await SayGoodbyeAsync(code, patience.Token).ConfigureAwait(false);
        }
        catch (Exception error)
            when (error is WebSocketException or InvalidOperationException or OperationCanceledException)
        {
            socket.Abort(); // it left while we were telling it why
        }
        finally
        {
            _sending.Release(); // for whoever waits to send: the socket refuses them now
        }
    }

    private async Task SayGoodbyeAsync(string? code, CancellationToken stop)
    {
        WebSocketCloseStatus status = WebSocketCloseStatus.EndpointUnavailable;
        if (code is not null)
        {
            status = EndedByServer;
            byte[] ended = new ServerFrame.Ended(code).Encode();
            await socket.SendAsync(ended, WebSocketMessageType.Binary, true, stop).ConfigureAwait(false);
        }

        await socket.CloseOutputAsync(status, code, stop).ConfigureAwait(false);
    }

    public void Dispose() => _sending.Dispose();

    private async Task WithinAsync(Task sending)
    {
        try
        {
            await sending.WaitAsync(sendWithin).ConfigureAwait(false);
        }
        catch (TimeoutException error)
        {
            socket.Abort();
            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely, error);
        }
    }
}
