using System.Collections.Concurrent;
using System.Net.WebSockets;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;

namespace Sotto.Server.Tests.Crash;

/// <summary>
/// One device sending as fast as it can over its socket until the connection dies. It remembers what was acknowledged
/// and keeps what was not, to send it again.
/// </summary>
internal sealed class Burst(TestVisitor visitor, TestDevice device)
{
    private const int InFlight = 16;

    private readonly ConcurrentDictionary<long, SendMessageRequest> _waiting = new();
    private readonly Queue<SendMessageRequest> _again = new();
    private long _requests;

    /// <summary>Messages that the server said are on disk, with their sequence.</summary>
    public ConcurrentDictionary<MessageId, long> Acknowledged { get; } = new();

    public async Task RunUntilTheConnectionDiesAsync()
    {
        foreach (SendMessageRequest lost in _waiting.Values)
        {
            _again.Enqueue(lost);
        }

        _waiting.Clear();
        try
        {
            using TestSocket socket = await device.ConnectAsync();
            await socket.MissedAsync();
            using SemaphoreSlim slots = new(InFlight, InFlight);
            using CancellationTokenSource died = CancellationTokenSource.CreateLinkedTokenSource(
                TestContext.Current.CancellationToken
            );
            Task sending = SendAsync(socket, slots, died.Token);
            Task receiving = ReceiveAsync(socket, slots);
            await Task.WhenAny(sending, receiving);
            await died.CancelAsync();
            socket.Abort();
            await Task.WhenAll(sending, receiving);
        }
        catch (Exception error)
            when (error is WebSocketException or HttpRequestException or OperationCanceledException or IOException)
        {
            // the server was killed, which is what this is for
        }
    }

    private async Task SendAsync(TestSocket socket, SemaphoreSlim slots, CancellationToken died)
    {
        while (true)
        {
            await slots.WaitAsync(died);
            SendMessageRequest message = _again.TryDequeue(out SendMessageRequest? lost) ? lost : visitor.Message();
            long request = ++_requests;
            _waiting[request] = message;
            await socket.SendAsync(
                new ClientFrame.Send(
                    visitor.Conversation,
                    request,
                    message.Message,
                    message.Epoch,
                    message.PrivateMessage,
                    message.Commitment
                )
            );
        }
    }

    private async Task ReceiveAsync(TestSocket socket, SemaphoreSlim slots)
    {
        while (true)
        {
            switch (await socket.ReceiveAsync())
            {
                case null:
                    throw new WebSocketException("closed");
                case ServerFrame.Accepted accepted
                    when _waiting.TryRemove(accepted.RequestId, out SendMessageRequest? message):
                    // Answered twice with two places would be a message stored twice.
                    long place = Acknowledged.GetOrAdd(message.Message, accepted.Sequence);
                    Assert.Equal(place, accepted.Sequence);
                    slots.Release();
                    break;
                case ServerFrame.Refused refused:
                    Assert.Fail($"A good message was refused: {refused.Code}");
                    break;
            }
        }
    }
}
