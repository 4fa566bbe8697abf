using Sotto.Server.Configuration;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;
using Sotto.Tests;

namespace Sotto.Server.Tests.Conversations;

/// <summary>
/// Two organisations on one server, always: the first has a visitor who started a conversation with its owner, the
/// second stands for everybody who must not notice.
/// </summary>
internal sealed class Scene : IAsyncDisposable
{
    private Scene(SottoHost host, TestOrganisation ours, TestOrganisation others)
    {
        Host = host;
        Ours = ours;
        Others = others;
        Visitor = new TestVisitor(host, ours);
        Stranger = new TestVisitor(host, others);
    }

    public SottoHost Host { get; }

    public TestOrganisation Ours { get; }

    public TestOrganisation Others { get; }

    public TestVisitor Visitor { get; }

    /// <summary>A visitor of the other organisation with a conversation there.</summary>
    public TestVisitor Stranger { get; }

    public TestDevice Agent => Ours.OwnerDevice;

    public static async Task<Scene> OpenAsync(
        Stores stores,
        string store,
        Func<ServerSettings, ServerSettings>? configure = null
    )
    {
        SottoHost host = await SottoHost.StartAsync(stores, store, configure);
        Scene scene = new(
            host,
            await TestOrganisation.SetUpAsync(host),
            await TestOrganisation.SetUpAsync(host, "Other")
        );
        await scene.Ours.StockOwnerAsync();
        await scene.Others.StockOwnerAsync();
        await scene.Visitor.StartAsync();
        await scene.Stranger.StartAsync();
        return scene;
    }

    /// <summary>Runs a call that must be refused and proves that it changed nothing.</summary>
    public async Task<Reply> RefusedAsync(Func<Task<Reply>> call)
    {
        string before = await Host.FingerprintAsync();
        Reply reply = await call();
        Assert.InRange((int)reply.Status, 400, 499);
        Assert.Equal("application/problem+json", reply.MediaType);
        Assert.Equal(before, await Host.FingerprintAsync());
        return reply;
    }

    public async ValueTask DisposeAsync()
    {
        Visitor.Dispose();
        Stranger.Dispose();
        Ours.Dispose();
        Others.Dispose();
        await Host.DisposeAsync();
    }
}
