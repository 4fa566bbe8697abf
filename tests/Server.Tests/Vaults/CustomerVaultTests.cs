using System.Net;
using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Conversations;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;
using static Sotto.Server.Tests.Vaults.CustomerVaultScene;

namespace Sotto.Server.Tests.Vaults;

/// <summary>A customer's vault is theirs alone, and changes by a device of theirs that proves its key.</summary>
public sealed class CustomerVaultTests(Stores stores)
{
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_customers_vault_has_two_ways_and_never_fewer(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        TestDevice device = scene.Visitor.Device;
        VaultId id = VaultId.New(Random);
        TestWay[] ways = [TestWay.New(), TestWay.New()];
        TestWay shortened = ways[1] with
        {
            Posted = ways[1].Posted with { AccessHash = new Bytes(new byte[Limits.VaultAccessBytes - 1]) },
        };

        Reply single = await scene.RefusedAsync(() => CreateAsync(device, id, ways[0]));
        Reply guessable = await scene.RefusedAsync(() => CreateAsync(device, id, ways[0], shortened));
        (await CreateAsync(device, id, ways)).IsCreated();
        Reply second = await scene.RefusedAsync(() => CreateAsync(device, id, TestWay.New(), TestWay.New()));
        Reply last = await scene.RefusedAsync(() => RemoveAsync(device, ways[0], ways[0]));
        TestWay third = TestWay.New();
        (await AddAsync(device, id, third, ways[1])).IsCreated();
        (await RemoveAsync(device, ways[0], ways[0])).IsNoContent();

        single.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
        guessable.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
        second.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
        last.IsRefused(HttpStatusCode.Conflict, ProblemCodes.LastWayIn);
        Assert.Equal(
            new[] { ways[1].Posted.Id, third.Posted.Id }.ToHashSet(),
            (await ReadAsync(device)).Ways.Select(way => way.Id).ToHashSet()
        );
        (await RemoveAllAsync(device, third)).IsNoContent();
        Assert.Null((await ReadAsync(device)).Id);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_copied_token_without_the_key_changes_nothing(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        TestDevice device = scene.Visitor.Device;
        (VaultId id, TestWay[] ways) = await BeginAsync(device);
        CreateCustomerVaultRequest create = new(id, [ways[0].Posted, ways[1].Posted]);

        Reply[] refused =
        [
            await scene.RefusedAsync(() => device.CallAsync(Route, create)),
            await scene.RefusedAsync(() => device.CallAsync($"{Route}/remove", new ByVaultWayRequest(ways[0].Shown))),
            await scene.RefusedAsync(() =>
                device.CallAsync(
                    $"{Route}/ways",
                    new AddCustomerVaultWayRequest(id, TestWay.New().Posted, ways[0].Shown)
                )
            ),
            await scene.RefusedAsync(() =>
                device.CallAsync($"{Route}/ways/{ways[0].Posted.Id}/remove", new ByVaultWayRequest(ways[0].Shown))
            ),
        ];

        Assert.All(refused, reply => reply.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.ProofRequired));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Nobody_reads_or_fills_a_customers_vault_with_what_is_not_theirs(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestVisitor neighbour = new(scene.Host, scene.Ours);
        await neighbour.StartAsync();
        (VaultId ours, TestWay[] ways) = await BeginAsync(scene.Visitor.Device);
        (VaultId theirs, TestWay[] other) = await BeginAsync(neighbour.Device);
        PutVaultPartRequest part = NewPart(ours);
        (await PutAsync(scene.Visitor.Device, scene.Visitor.Conversation, part)).IsNoContent();

        Reply[] absent =
        [
            await scene.RefusedAsync(() => PutAsync(neighbour.Device, scene.Visitor.Conversation, NewPart(theirs))),
            await scene.RefusedAsync(() => PutAsync(scene.Visitor.Device, scene.Stranger.Conversation, part)),
            await scene.RefusedAsync(() => neighbour.Device.ReadAsync(Part(scene.Visitor.Conversation))),
            await scene.RefusedAsync(() => scene.Stranger.Device.ReadAsync(Part(scene.Visitor.Conversation))),
            await scene.RefusedAsync(() => RemoveAsync(neighbour.Device, ways[0], other[0])),
        ];
        Reply otherVault = await scene.RefusedAsync(() =>
            PutAsync(scene.Visitor.Device, scene.Visitor.Conversation, NewPart(theirs, 2))
        );
        Reply staff = await scene.RefusedAsync(() => scene.Agent.ReadAsync(Route));

        Assert.All(absent, reply => reply.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound));
        otherVault.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
        staff.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        Reply own = await scene.Visitor.Device.ReadAsync(Part(scene.Visitor.Conversation));
        Assert.Equal(new VaultPart(1, part.Sealed), own.As<VaultPart>());
        Assert.Empty((await ReadAsync(neighbour.Device)).Parts);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_vault_that_holds_nothing_goes_with_the_customers_last_device(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        await BeginAsync(scene.Visitor.Device);
        await scene.Visitor.Device.CallAsync(scene.Visitor.Path("deletion"), new EmptyRequest(), proof: true);
        scene.Host.Time.Advance(TimeSpan.FromDays(scene.Host.Settings.KeptDays + 1));

        await scene.Host.ForgetOverdueAsync();

        string after = await scene.Host.FingerprintAsync();
        Assert.Contains("vaults=0 vault_ways=0", after, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_key_of_a_device_alone_neither_adds_nor_removes_a_way_nor_the_vault(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        TestDevice device = scene.Visitor.Device;
        using TestVisitor neighbour = new(scene.Host, scene.Ours);
        await neighbour.StartAsync();
        (_, TestWay[] others) = await BeginAsync(neighbour.Device);
        (VaultId id, TestWay[] ways) = await BeginAsync(device);
        TestWay third = TestWay.New();
        (await AddAsync(device, id, third, ways[0])).IsCreated();
        (await RemoveAsync(device, third, ways[0])).IsNoContent();
        (await AddAsync(device, id, TestWay.New(), ways[0])).IsCreated();
        TestWay own = TestWay.New();
        TestWay[] shown =
        [
            own,
            third,
            others[0],
            ways[0] with
            {
                Access = ways[1].Access,
            },
            ways[0] with
            {
                Access = ways[0].Posted.AccessHash,
            },
            ways[0] with
            {
                Access = new Bytes(ways[0].Access.Span[..31].ToArray()),
            },
            ways[0] with
            {
                Access = new Bytes(Array.Empty<byte>()),
            },
        ];

        foreach (TestWay wrong in shown)
        {
            Reply[] refused =
            [
                await scene.RefusedAsync(() => AddAsync(device, id, own, wrong)),
                await scene.RefusedAsync(() => RemoveAsync(device, ways[1], wrong)),
                await scene.RefusedAsync(() => RemoveAllAsync(device, wrong)),
            ];
            Assert.All(refused, reply => reply.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound));
        }

        Reply[] bare =
        [
            await scene.RefusedAsync(() => device.CallAsync($"{Route}/remove", new EmptyRequest(), proof: true)),
            await scene.RefusedAsync(() =>
                device.CallAsync($"{Route}/ways/{ways[1].Posted.Id}/remove", new EmptyRequest(), proof: true)
            ),
        ];
        Assert.All(bare, reply => reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed));
    }
}
