using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Conversations.Events;
using Sotto.Server.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;
using Sotto.Tests;

namespace Sotto.Server.Tests.Conversations;

/// <summary>One member, however hostile, must not use up the server's memory, disk or connections.</summary>
public sealed class ExhaustionTests(Stores stores)
{
    private const int Large = 150_000;

    [Fact]
    public async Task A_poll_carries_a_bounded_amount_and_the_next_one_goes_on_behind_the_acknowledgement()
    {
        await using Scene scene = await Scene.OpenAsync(stores, Stores.Sqlite);
        await SendLargeAsync(scene, 12);
        string token = await scene.Visitor.Device.TokenAsync();

        IReadOnlyList<ServerFrame> first = await scene.Visitor.Device.PollAsync(token, 0);
        List<long> seen = [.. first.Select(SequenceOf)];
        Assert.DoesNotContain(first, frame => frame is ServerFrame.CaughtUp);
        Assert.True(first.Sum(frame => frame.Encode().Length) < 2 * 1024 * 1024);
        while (true)
        {
            Reply acknowledged = await scene.Visitor.Device.CallAsync(
                scene.Visitor.Path("acknowledgements"),
                new AcknowledgeRequest(seen[^1])
            );
            acknowledged.IsNoContent();
            IReadOnlyList<ServerFrame> next = await scene.Visitor.Device.PollAsync(token, 0);
            seen.AddRange(next.Where(frame => frame is not ServerFrame.CaughtUp).Select(SequenceOf));
            if (next.Any(frame => frame is ServerFrame.CaughtUp))
            {
                break;
            }
        }

        Assert.Equal(Enumerable.Range(1, 14).Select(sequence => (long)sequence), seen);
    }

    [Fact]
    public async Task A_stale_answer_carries_a_bounded_amount()
    {
        await using Scene scene = await Scene.OpenAsync(stores, Stores.Sqlite);
        await SendLargeAsync(scene, 12);

        Reply stale = await scene.Visitor.SendAsync(scene.Agent, scene.Visitor.Message(epoch: 9));

        stale.IsRefused(HttpStatusCode.Conflict, ProblemCodes.StaleEpoch);
        Assert.True(stale.Body.Length < 3 * 512 * 1024, $"{stale.Body.Length} characters");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_first_message_that_no_client_would_read_is_refused(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestVisitor visitor = new(scene.Host, scene.Ours);
        StartConversationRequest request = await visitor.PrepareAsync();
        byte[] huge = CraftedMls.PrivateMessage(visitor.GroupId, 1, ciphertextLength: Limits.BodyBytes + 1);

        Reply reply = await scene.RefusedAsync(() =>
            visitor.PostAsync(request with { Message = request.Message with { PrivateMessage = new Bytes(huge) } })
        );

        reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
    }

    [Fact]
    public async Task A_device_stores_a_bounded_amount_in_an_hour_over_HTTP_and_socket_alike()
    {
        await using Scene scene = await Scene.OpenAsync(
            stores,
            Stores.Sqlite,
            settings => settings with { Quotas = settings.Quotas with { MessageBytesPerDevice = 2 * Large } }
        );
        await SendLargeAsync(scene, 1);

        Reply reply = await scene.RefusedAsync(() =>
            scene.Visitor.SendAsync(scene.Visitor.Device, LargeMessage(scene))
        );
        using TestSocket socket = await scene.Visitor.Device.ConnectAsync();
        await socket.MissedAsync();
        SendMessageRequest message = LargeMessage(scene);
        await socket.SendAsync(
            new ClientFrame.Send(
                scene.Visitor.Conversation,
                1,
                message.Message,
                1,
                message.PrivateMessage,
                message.Commitment
            )
        );

        reply.IsRefused(HttpStatusCode.TooManyRequests, ProblemCodes.Quota);
        Assert.Equal(ProblemCodes.Quota, (await socket.UntilAsync<ServerFrame.Refused>()).Code);
        (await scene.Visitor.SendAsync(scene.Agent, LargeMessage(scene))).As<Sequenced>();
        scene.Host.Time.Advance(TimeSpan.FromHours(1));
        await scene.Visitor.Device.TokenAsync();
        (await scene.Visitor.SendAsync(scene.Visitor.Device, LargeMessage(scene))).As<Sequenced>();
    }

    [Fact]
    public async Task A_reader_that_does_not_read_is_given_up()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using TcpClient silent = new();
        await silent.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);
        using TcpClient accepted = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        using WebSocket socket = WebSocket.CreateFromStream(
            accepted.GetStream(),
            new WebSocketCreationOptions { IsServer = true }
        );
        using FrameSocket frames = new(socket, TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAsync<WebSocketException>(() => frames.SendAsync(new byte[64 * 1024 * 1024]));

        Assert.Equal(WebSocketState.Aborted, socket.State);
    }

    [Fact]
    public async Task Frames_of_a_socket_are_slowed_down_after_a_burst_and_none_is_lost()
    {
        InstantTimers time = new();
        Pace pace = new(time);
        for (int i = 0; i < Pace.Burst; i++)
        {
            await pace.WaitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Empty(time.Waited);
        await pace.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(TimeSpan.FromSeconds(1.0 / Pace.PerSecond), Assert.Single(time.Waited));
    }

    [Fact]
    public void A_caller_whose_address_is_used_up_leaves_no_trace_in_the_allowances_of_others()
    {
        Quotas quotas = new(TimeProvider.System);
        Allowance[] allowances = [new("of", "address", 2), new("by", "key", 2), new("in", "inbox", 9)];

        Assert.True(quotas.TryTake(1, allowances));
        Assert.True(quotas.TryTake(1, allowances));
        for (int i = 0; i < 50; i++)
        {
            Assert.False(quotas.TryTake(1, [allowances[0], new("by", $"key {i}", 2), allowances[2]]));
        }

        Assert.Equal(3, quotas.Counted);
        Assert.True(quotas.TryTake(7, [allowances[2]]));
    }

    private static long SequenceOf(ServerFrame frame) =>
        frame switch
        {
            ServerFrame.Welcome welcome => welcome.Sequence,
            ServerFrame.Commit commit => commit.Sequence,
            ServerFrame.Message message => message.Sequence,
            _ => throw new InvalidOperationException($"A {frame.GetType().Name} has no place here."),
        };

    private static async Task SendLargeAsync(Scene scene, int count)
    {
        for (int i = 0; i < count; i++)
        {
            (await scene.Visitor.SendAsync(scene.Visitor.Device, LargeMessage(scene))).As<Sequenced>();
        }
    }

    private static SendMessageRequest LargeMessage(Scene scene) =>
        scene.Visitor.Message() with
        {
            PrivateMessage = new Bytes(CraftedMls.PrivateMessage(scene.Visitor.GroupId, 1, ciphertextLength: Large)),
        };

    /// <summary>A clock that stands still and whose timers fire at once, saying for how long they were asked to wait.</summary>
    private sealed class InstantTimers : TimeProvider
    {
        public List<TimeSpan> Waited { get; } = [];

        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waited.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
