using System.Collections.Concurrent;
using System.Text;

namespace Sotto.Scenarios.Harness;

/// <summary>Everything a browser profile sent and received: addresses, headers, bodies, socket frames.</summary>
public sealed class Traffic
{
    private readonly ConcurrentQueue<IRequest> _requests = new();
    private readonly ConcurrentQueue<byte[]> _frames = new();
    private readonly ConcurrentQueue<Task<byte[]?>> _replies = new();

    public IReadOnlyCollection<IRequest> Requests => _requests;

    public IReadOnlyCollection<byte[]> Frames => _frames;

    public void Record(IBrowserContext context)
    {
        context.Request += (_, request) => _requests.Enqueue(request);
        context.Response += (_, response) => _replies.Enqueue(BodyOf(response));
        context.Page += (_, page) =>
            page.WebSocket += (_, socket) =>
            {
                socket.FrameSent += (_, frame) => Keep(frame);
                socket.FrameReceived += (_, frame) => Keep(frame);
            };
    }

    /// <summary>Requests by method and path, in order.</summary>
    public IReadOnlyList<string> Paths =>
        [.. _requests.Select(request => $"{request.Method} {new Uri(request.Url).AbsolutePath}")];

    /// <summary>All of it as bytes, for a search.</summary>
    public async Task<IReadOnlyList<byte[]>> AllAsync()
    {
        List<byte[]> all = [.. _frames];
        foreach (IRequest request in _requests)
        {
            IEnumerable<string> headers = request.Headers.Select(header => $"{header.Key}: {header.Value}");
            all.Add(Encoding.UTF8.GetBytes($"{request.Url}\n{string.Join('\n', headers)}"));
            all.Add(request.PostDataBuffer ?? []);
        }

        foreach (Task<byte[]?> reply in _replies)
        {
            all.Add(await reply ?? []);
        }

        return all;
    }

    private void Keep(IWebSocketFrame frame) =>
        _frames.Enqueue(frame.Binary ?? Encoding.UTF8.GetBytes(frame.Text ?? ""));

    /// <summary>A reply cut off by a page change has no body to keep, and none that anybody read.</summary>
    private static async Task<byte[]?> BodyOf(IResponse response)
    {
        try
        {
            return await response.BodyAsync();
        }
        catch (PlaywrightException)
        {
            return null;
        }
    }
}
