using System.Net.WebSockets;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;
using Sotto.Tests;

namespace Sotto.Server.Tests.Conversations;

public sealed class SocketTests(Stores stores)
{
    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Peer_32_a_foreign_null_or_absent_origin_gets_no_socket(string? origin)
    {
        await using Scene scene = await Scene.OpenAsync(stores, Stores.Sqlite);

        WebSocketException error = await Assert.ThrowsAsync<WebSocketException>(() =>
            TestSocket.ConnectAsync(scene.Host, origin, scene.Agent.Cookie)
        );

        Assert.Contains("403", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peer_31_a_captured_proof_opens_no_second_socket()
    {
        await using Scene scene = await Scene.OpenAsync(stores, Stores.Sqlite);
        using TestSocket socket = await TestSocket.ConnectAsync(scene.Host, scene.Host.Settings.PublicOrigin);
        ServerFrame.Nonce nonce = Assert.IsType<ServerFrame.Nonce>(await socket.ReceiveAsync());
        string proof = DpopProof.Create(
            scene.Visitor.Device.Key,
            new DpopRequest("GET", scene.Host.Settings.PublicOrigin + "/v1/events"),
            nonce.Value,
            scene.Host.Time.GetUtcNow(),
            System.Security.Cryptography.RandomNumberGenerator.Create()
        );
        await socket.SendAsync(new ClientFrame.Proof(proof));
        await socket.MissedAsync();

        using TestSocket replay = await TestSocket.ConnectAsync(scene.Host, scene.Host.Settings.PublicOrigin);
        Assert.IsType<ServerFrame.Nonce>(await replay.ReceiveAsync());
        await replay.SendAsync(new ClientFrame.Proof(proof));

        Assert.Equal(new ServerFrame.Ended(ProblemCodes.ProofRequired), await replay.ReceiveAsync());
        Assert.Null(await replay.ReceiveAsync());
    }

    [Fact]
    public async Task A_staff_socket_needs_the_session_of_its_owner()
    {
        await using Scene scene = await Scene.OpenAsync(stores, Stores.Sqlite);
        string? own = scene.Agent.Cookie;
        foreach (string? cookie in new[] { null, scene.Others.OwnerDevice.Cookie })
        {
            scene.Agent.Cookie = cookie;
            using TestSocket socket = await scene.Agent.ConnectAsync();
            Assert.Equal(new ServerFrame.Ended(ProblemCodes.Unauthenticated), await socket.ReceiveAsync());
        }

        scene.Agent.Cookie = own;
        using TestSocket good = await scene.Agent.ConnectAsync();
        Assert.NotEmpty(await good.MissedAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ff")]
    [InlineData("80")]
    [InlineData("9f01ff")]
    [InlineData("8401f600")]
    [InlineData("85182160000000")]
    public async Task A_malformed_frame_ends_the_connection_and_changes_nothing(string hex)
    {
        await using Scene scene = await Scene.OpenAsync(stores, Stores.Sqlite);
        using TestSocket socket = await scene.Visitor.Device.ConnectAsync();
        await socket.MissedAsync();
        string before = await scene.Host.FingerprintAsync();

        await socket.SendRawAsync(Convert.FromHexString(hex));

        Assert.Equal(ProblemCodes.Malformed, (await socket.UntilAsync<ServerFrame.Ended>()).Code);
        Assert.Equal(before, await scene.Host.FingerprintAsync());
    }

    [Fact]
    public async Task The_socket_refuses_what_HTTP_refuses()
    {
        await using Scene scene = await Scene.OpenAsync(stores, Stores.Sqlite);
        using TestSocket socket = await scene.Visitor.Device.ConnectAsync();
        await socket.MissedAsync();
        string before = await scene.Host.FingerprintAsync();
        ClientFrame.Send good = new(
            scene.Visitor.Conversation,
            1,
            TestDevice.NewMessageId(),
            1,
            new Bytes(CraftedMls.PrivateMessage(scene.Visitor.GroupId, 1)),
            new Bytes(new byte[32])
        );
        (ClientFrame Frame, string Code)[] wrong =
        [
            (good with { Conversation = scene.Stranger.Conversation }, ProblemCodes.Malformed),
            (
                good with
                {
                    Conversation = scene.Stranger.Conversation,
                    PrivateMessage = new Bytes(CraftedMls.PrivateMessage(scene.Stranger.GroupId, 1)),
                },
                ProblemCodes.NotFound
            ),
            (good with { PrivateMessage = new Bytes("hello"u8.ToArray()) }, ProblemCodes.Malformed),
            (good with { Epoch = 9 }, ProblemCodes.Malformed),
            (new ClientFrame.Acknowledge(scene.Visitor.Conversation, 99, 1), ProblemCodes.Malformed),
            (new ClientFrame.Acknowledge(scene.Stranger.Conversation, 1, 1), ProblemCodes.NotFound),
        ];
        foreach ((ClientFrame frame, string code) in wrong)
        {
            await socket.SendAsync(frame);
            Assert.Equal(code, (await socket.UntilAsync<ServerFrame.Refused>()).Code);
        }

        Assert.Equal(before, await scene.Host.FingerprintAsync());
        await socket.SendAsync(good);
        Assert.Equal(3, (await socket.UntilAsync<ServerFrame.Accepted>()).Sequence);
    }

    [Fact]
    public async Task A_device_may_have_a_bounded_number_of_sockets()
    {
        await using Scene scene = await Scene.OpenAsync(stores, Stores.Sqlite);
        List<TestSocket> sockets = [];
        for (int i = 0; i < Limits.SocketsPerDevice; i++)
        {
            TestSocket socket = await scene.Visitor.Device.ConnectAsync();
            sockets.Add(socket);
            await socket.MissedAsync();
        }

        using TestSocket extra = await scene.Visitor.Device.ConnectAsync();
        Assert.Equal(new ServerFrame.Ended(ProblemCodes.RateLimited), await extra.ReceiveAsync());
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Signing_out_closes_the_sockets_of_that_session()
    {
        await using Scene scene = await Scene.OpenAsync(stores, Stores.Sqlite);
        using TestSocket socket = await scene.Agent.ConnectAsync();
        await socket.MissedAsync();

        (await scene.Agent.PostAsync("/v1/sign-out", new EmptyRequest())).IsNoContent();

        Assert.Equal(ProblemCodes.Unauthenticated, (await socket.UntilAsync<ServerFrame.Ended>()).Code);
        Assert.Null(await socket.ReceiveAsync());
    }
}
