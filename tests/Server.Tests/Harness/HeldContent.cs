using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Sotto.Protocol;

namespace Sotto.Server.Tests.Harness;

/// <summary>A body whose first byte is sent at once and the rest when the test says so, as a slow or sly client does.</summary>
internal sealed class HeldContent : HttpContent
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _body;

    public HeldContent(object body)
    {
        _body = JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), ProtocolJson.Options);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>Completes when the server has admitted the caller and asked for the body.</summary>
    public Task Begun => _begun.Task;

    public void GoOn() => _goOn.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_body.AsMemory(0, 1));
        await stream.FlushAsync();
        _begun.TrySetResult();
        await _goOn.Task;
        await stream.WriteAsync(_body.AsMemory(1));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
