using System.Globalization;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Crash;

/// <summary>
/// The server is killed in the middle of bursts of sends. <c>DRILL_CRASHES</c> says how often (10 in the tests, 50 in the
/// drill), <c>DRILL_SEED</c> when.
/// </summary>
public sealed class CrashTests(Stores stores)
{
    private static readonly int Crashes = Setting("DRILL_CRASHES", 5);
    private static readonly int Seed = Setting("DRILL_SEED", 7);

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_killed_server_loses_nothing_it_acknowledged_and_stores_nothing_twice(string store)
    {
        string folder = stores.NewFolder();
        Dictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["SOTTO_Database"] = await stores.NewDatabaseAsync(store, folder, "main"),
            ["SOTTO_Keys"] = await stores.NewDatabaseAsync(store, folder, "keys"),
            ["SOTTO_Quotas__RequestsPerMinute"] = "1000000",
        };
        await using SottoProcess server = await SottoProcess.StartAsync(folder, settings);
        using TestOrganisation organisation = await TestOrganisation.SetUpAsync(server);
        await organisation.StockOwnerAsync();
        using TestVisitor visitor = new(server, organisation);
        await visitor.StartAsync();
        Burst[] bursts = [new(visitor, visitor.Device), new(visitor, organisation.OwnerDevice)];
        SeededMoments moments = new(Seed);
        Dictionary<long, MessageId> known = [];

        for (int crash = 1; crash <= Crashes; crash++)
        {
            Task[] running = bursts.Select(burst => burst.RunUntilTheConnectionDiesAsync()).ToArray();
            int before = bursts.Sum(burst => burst.Acknowledged.Count);
            int enough = before + moments.Next(5, 300);
            await SottoHost.UntilAsync(() =>
                Task.FromResult(
                    bursts.Sum(burst => burst.Acknowledged.Count) >= enough || running.All(task => task.IsCompleted)
                )
            );
            await server.KillAsync();
            await Task.WhenAll(running);
            await server.StartAsync();
            await CheckAsync(visitor, organisation.OwnerDevice, bursts, known);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{store}: {Crashes} kills, {bursts.Sum(burst => burst.Acknowledged.Count)} acknowledged, {known.Count} stored, seed {Seed}"
        );
    }

    /// <summary>Both members read everything they missed: the same, once, without gaps, and all that was acknowledged.</summary>
    private static async Task CheckAsync(
        TestVisitor visitor,
        TestDevice agent,
        Burst[] bursts,
        Dictionary<long, MessageId> known
    )
    {
        IReadOnlyList<ServerFrame.Message> forVisitor = await MissedAsync(visitor.Device);
        IReadOnlyList<ServerFrame.Message> forAgent = await MissedAsync(agent);
        Assert.Equal(
            forVisitor.Select(frame => (frame.Sequence, frame.Id)),
            forAgent.Select(frame => (frame.Sequence, frame.Id))
        );
        foreach (ServerFrame.Message frame in forVisitor)
        {
            Assert.True(known.TryAdd(frame.Sequence, frame.Id), $"sequence {frame.Sequence} twice");
        }

        Assert.Equal(known.Count, known.Values.Distinct().Count());
        Assert.Equal(Enumerable.Range(2, known.Count).Select(i => (long)i), known.Keys.Order());
        foreach ((MessageId id, long sequence) in bursts.SelectMany(burst => burst.Acknowledged))
        {
            Assert.True(
                known.TryGetValue(sequence, out MessageId stored) && stored == id,
                $"acknowledged {sequence} is lost"
            );
        }

        long last = known.Keys.Max();
        foreach (TestDevice device in new[] { visitor.Device, agent })
        {
            await device.TokenAsync();
            (await device.CallAsync(visitor.Path("acknowledgements"), new AcknowledgeRequest(last))).IsNoContent();
        }
    }

    private static async Task<IReadOnlyList<ServerFrame.Message>> MissedAsync(TestDevice device)
    {
        using TestSocket socket = await device.ConnectAsync();
        return (await socket.MissedAsync()).OfType<ServerFrame.Message>().ToList();
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}
