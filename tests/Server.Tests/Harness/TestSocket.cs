using System.Net.WebSockets;
using System.Security.Cryptography;
using Sotto.Protocol;

namespace Sotto.Server.Tests.Harness;

/// <summary>The event socket as a client sees it.</summary>
internal sealed class TestSocket : IDisposable
{
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket = new();

    private TestSocket() { }

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public static async Task<TestSocket> OpenAsync(IServerUnderTest host, TestDevice device, string? origin = null)
    {
        TestSocket socket = await ConnectAsync(
            host,
            origin ?? (device.ApiToken is null ? host.Origin : null),
            device.Cookie,
            device.ApiToken
        );
        ServerFrame.Nonce nonce = Assert.IsType<ServerFrame.Nonce>(await socket.ReceiveAsync());
        string proof = DpopProof.Create(
            device.Key,
            new DpopRequest("GET", host.Origin + "/v1/events"),
            nonce.Value,
            host.Clock.GetUtcNow(),
            Random
        );
        await socket.SendAsync(new ClientFrame.Proof(proof));
        return socket;
    }

    /// <summary>The bare handshake, without a proof.</summary>
    public static async Task<TestSocket> ConnectAsync(
        IServerUnderTest host,
        string? origin,
        string? cookie = null,
        string? apiToken = null
    )
    {
        TestSocket socket = new();
        if (origin is not null)
        {
            socket._socket.Options.SetRequestHeader("Origin", origin);
        }

        if (cookie is not null)
        {
            socket._socket.Options.SetRequestHeader("Cookie", cookie);
        }

        if (apiToken is not null)
        {
            socket._socket.Options.SetRequestHeader("Sotto-Api-Token", apiToken);
        }

        Uri uri = new(host.Origin.Replace("http", "ws", StringComparison.Ordinal) + "/v1/events");
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken
        );
        patience.CancelAfter(Patience);
        await socket._socket.ConnectAsync(uri, patience.Token);
        return socket;
    }

    public Task SendAsync(ClientFrame frame) => SendRawAsync(frame.Encode());

    public Task SendRawAsync(byte[] frame) =>
        _socket.SendAsync(frame, WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);

    /// <summary>The next frame, or null when the server closed.</summary>
    public async Task<ServerFrame?> ReceiveAsync()
    {
        using CancellationTokenSource patience = new(Patience);
        using MemoryStream frame = new();
        byte[] buffer = new byte[8192];
        while (true)
        {
            WebSocketReceiveResult result = await _socket.ReceiveAsync(buffer, patience.Token);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            frame.Write(buffer, 0, result.Count);
            if (result.EndOfMessage)
            {
                return ServerFrame.Decode(frame.ToArray());
            }
        }
    }

    /// <summary>Reads until a frame of this kind comes and returns it; what came before is dropped.</summary>
    public async Task<T> UntilAsync<T>()
        where T : ServerFrame
    {
        while (true)
        {
            ServerFrame? frame = await ReceiveAsync();
            Assert.True(frame is not null, $"The socket closed before a {typeof(T).Name} came.");
            if (frame is T wanted)
            {
                return wanted;
            }
        }
    }

    /// <summary>Everything up to and without the next caught-up.</summary>
    public async Task<IReadOnlyList<ServerFrame>> MissedAsync()
    {
        List<ServerFrame> frames = [];
        while (true)
        {
            ServerFrame frame = Assert.IsType<ServerFrame>(await ReceiveAsync(), exactMatch: false);
            switch (frame)
            {
                case ServerFrame.CaughtUp:
                    return frames;
                case ServerFrame.Ready:
                    break;
                default:
                    frames.Add(frame);
                    break;
            }
        }
    }

    public void Abort() => _socket.Abort();

    public void Dispose() => _socket.Dispose();
}
