namespace Sotto.Interop.Tests;

/// <summary>One node process for all tests of a class, begun by the first that needs it.</summary>
public sealed class SharedPeer : IAsyncDisposable
{
    private readonly Lazy<Task<NodePeer>> _peer = new(NodePeer.StartAsync);
    private int _groups;

    public async ValueTask DisposeAsync()
    {
        if (_peer is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _peer.Value).DisposeAsync();
        }
    }

    /// <summary>A group whose devices bear names that no other's do. Skips the test without npm packages.</summary>
    internal async Task<MixedGroup> BeginAsync(bool library = false, bool privateHandshakes = false)
    {
        NodePeer peer = await _peer.Value;
        await peer.SetClockAsync(MixedGroup.Now);
        return new(peer, $"group {Interlocked.Increment(ref _groups)}", library, privateHandshakes);
    }
}
