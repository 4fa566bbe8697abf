using System.Net;
using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Accounts;
using Sotto.Server.Tests.Conversations;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Vaults;

/// <summary>A vault is its owner's alone, keeps two ways in, and forgets what is deleted.</summary>
public sealed class VaultTests(Stores stores)
{
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_vault_is_begun_with_two_ways_and_never_has_fewer(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        VaultId id = VaultId.New(Random);
        VaultWay[] ways = [Way(), Way()];

        Reply single = await scene.RefusedAsync(() => CreateAsync(scene.Agent, id, ways[0]));
        Reply twice = await scene.RefusedAsync(() => CreateAsync(scene.Agent, id, ways[0], ways[0]));
        (await CreateAsync(scene.Agent, id, ways)).IsCreated();
        Reply second = await scene.RefusedAsync(() => CreateAsync(scene.Agent, VaultId.New(Random), Way(), Way()));

        single.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
        twice.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
        second.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
        Assert.Equal(ways.ToHashSet(), (await ReadAsync(scene.Agent)).Ways.ToHashSet());

        Reply last = await scene.RefusedAsync(() => RemoveAsync(scene.Agent, ways[0].Id));
        VaultWay third = Way();
        (await AddAsync(scene.Agent, id, third)).IsCreated();
        (await RemoveAsync(scene.Agent, ways[0].Id)).IsNoContent();

        last.IsRefused(HttpStatusCode.Conflict, ProblemCodes.LastWayIn);
        Assert.Equal(new[] { ways[1], third }.ToHashSet(), (await ReadAsync(scene.Agent)).Ways.ToHashSet());
        SecurityEventList events = (await scene.Agent.GetAsync("/v1/security-events")).As<SecurityEventList>();
        Assert.Superset(
            new HashSet<SecurityEventKind>
            {
                SecurityEventKind.VaultCreated,
                SecurityEventKind.VaultWayAdded,
                SecurityEventKind.VaultWayRemoved,
            },
            events.Events.Select(entry => entry.Kind).ToHashSet()
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Ways_are_changed_after_a_fresh_verification_only_and_are_of_this_vault(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        VaultId id = VaultId.New(Random);
        VaultWay[] ways = [Way(), Way(), Way()];
        Reply none = await scene.RefusedAsync(() => AddAsync(scene.Agent, id, Way()));
        (await CreateAsync(scene.Agent, id, ways)).IsCreated();

        Reply other = await scene.RefusedAsync(() => AddAsync(scene.Agent, VaultId.New(Random), Way()));
        Reply taken = await scene.RefusedAsync(() => AddAsync(scene.Agent, id, ways[1]));
        Reply unknown = await scene.RefusedAsync(() => RemoveAsync(scene.Agent, VaultWayId.New(Random)));
        Reply bare = await scene.RefusedAsync(() =>
            scene.Agent.CallAsync("/v1/vault/ways", new AddVaultWayRequest(id, Way()))
        );
        scene.Host.Time.Advance(Limits.StepUpLifetime);
        await scene.Agent.TokenAsync();
        Reply stale = await scene.RefusedAsync(() => AddAsync(scene.Agent, id, Way()));
        Reply staleRemoval = await scene.RefusedAsync(() => RemoveAsync(scene.Agent, ways[0].Id));

        none.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        other.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
        taken.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
        unknown.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        bare.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.ProofRequired);
        stale.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.StepUpRequired);
        staleRemoval.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.StepUpRequired);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Parts_are_kept_in_order_and_a_device_that_missed_one_undoes_nothing(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        VaultId id = await VaultOfAsync(scene.Agent);
        PutVaultPartRequest first = new(id, 1, Sealed());
        PutVaultPartRequest second = new(id, 2, Sealed());

        (await PutAsync(scene, first)).IsNoContent();
        (await PutAsync(scene, first)).IsNoContent(); // a retry whose answer was lost
        (await PutAsync(scene, second)).IsNoContent();
        Reply[] refused =
        [
            await scene.RefusedAsync(() => PutAsync(scene, first)),
            await scene.RefusedAsync(() => PutAsync(scene, second with { Sealed = Sealed() })),
            await scene.RefusedAsync(() => PutAsync(scene, second with { Number = 4 })),
            await scene.RefusedAsync(() => PutAsync(scene, new PutVaultPartRequest(VaultId.New(Random), 3, Sealed()))),
        ];

        Assert.All(refused, reply => reply.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict));
        Assert.Equal(new VaultPart(2, second.Sealed), (await scene.Agent.ReadAsync(Part(scene))).As<VaultPart>());
        VaultPartNumber newest = new(scene.Visitor.Conversation, 0, 2, new Bytes(SHA256.HashData(second.Sealed.Span)));
        Assert.Equal([newest], (await ReadAsync(scene.Agent)).Parts);
        Reply large = await scene.RefusedAsync(() =>
            PutAsync(scene, new PutVaultPartRequest(id, 3, Sealed(Limits.VaultPartBytes + 1)))
        );
        Reply beyond = await scene.RefusedAsync(() => PutAsync(scene, first, Limits.VaultParts));
        large.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
        beyond.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
        (await PutAsync(scene, new PutVaultPartRequest(id, 3, Sealed(Limits.VaultPartBytes)))).IsNoContent();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Nobody_reads_or_fills_a_vault_with_what_is_not_theirs(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        PutVaultPartRequest part = new(await VaultOfAsync(scene.Agent), 1, Sealed());
        VaultId theirs = await VaultOfAsync(scene.Others.OwnerDevice);
        (await PutAsync(scene, part)).IsNoContent();
        string foreign = $"/v1/vault/conversations/{scene.Stranger.Conversation}/parts/0";

        Reply intoTheirs = await scene.RefusedAsync(() => PutAsync(scene.Agent, foreign, part));
        Reply fromOurs = await scene.RefusedAsync(() =>
            PutAsync(scene.Others.OwnerDevice, Part(scene), part with { Vault = theirs })
        );
        Reply read = await scene.RefusedAsync(() => scene.Others.OwnerDevice.ReadAsync(Part(scene)));
        Reply visitor = await scene.RefusedAsync(() => scene.Visitor.Device.ReadAsync("/v1/vault"));

        Assert.All(
            new[] { intoTheirs, fromOurs, read },
            reply => reply.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound)
        );
        visitor.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        Assert.Empty((await ReadAsync(scene.Others.OwnerDevice)).Parts);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_revoked_device_gets_nothing_out_of_the_vault(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        PutVaultPartRequest part = new(await VaultOfAsync(scene.Agent), 1, Sealed());
        (await PutAsync(scene, part)).IsNoContent();
        await scene.Ours.RevokeOwnerDeviceAsync();

        Reply[] refused =
        [
            await scene.RefusedAsync(() => scene.Agent.ReadAsync("/v1/vault")),
            await scene.RefusedAsync(() => scene.Agent.ReadAsync(Part(scene))),
            await scene.RefusedAsync(() => PutAsync(scene, part with { Number = 2 })),
            await scene.RefusedAsync(() => AddAsync(scene.Agent, part.Vault, Way())),
            await scene.RefusedAsync(() => scene.Agent.CallAsync("/v1/vault/remove", new EmptyRequest(), proof: true)),
        ];

        Assert.All(refused, reply => reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Deleting_a_conversation_takes_its_history_out_of_every_vault(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        PutVaultPartRequest part = new(await VaultOfAsync(scene.Agent), 1, Sealed());
        (await PutAsync(scene, part)).IsNoContent();

        await scene.Visitor.Device.CallAsync(scene.Visitor.Path("deletion"), new EmptyRequest(), proof: true);

        Reply gone = await scene.RefusedAsync(() => scene.Agent.ReadAsync(Part(scene)));
        Reply late = await scene.RefusedAsync(() => PutAsync(scene, part));
        gone.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        late.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        Vault left = await ReadAsync(scene.Agent);
        Assert.Empty(left.Parts);
        Assert.Equal([scene.Visitor.Conversation], left.Deleted);
        Assert.Empty((await ReadAsync(scene.Others.OwnerDevice)).Deleted);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_browser_that_nobody_has_certified_gets_nothing_out_of_the_vault(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireRegisteredAsync();

        Reply look = await scene.RefusedAsync(() => agent.Device.ReadAsync("/v1/vault"));
        Reply begin = await scene.RefusedAsync(() => CreateAsync(agent.Device, VaultId.New(Random), Way(), Way()));

        look.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
        begin.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_removed_vault_leaves_nothing_and_another_can_be_begun(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        PutVaultPartRequest part = new(await VaultOfAsync(scene.Agent), 1, Sealed());
        (await PutAsync(scene, part)).IsNoContent();

        (await scene.Agent.CallAsync("/v1/vault/remove", new EmptyRequest(), proof: true)).IsNoContent();
        Vault removed = await ReadAsync(scene.Agent);
        VaultId next = await VaultOfAsync(scene.Agent);

        Assert.Null(removed.Id);
        Assert.Empty(removed.Ways);
        Assert.Empty(removed.Parts);
        (await scene.RefusedAsync(() => PutAsync(scene, part))).IsRefused(
            HttpStatusCode.Conflict,
            ProblemCodes.Conflict
        );
        (await PutAsync(scene, part with { Vault = next })).IsNoContent();
    }

    private static async Task<VaultId> VaultOfAsync(TestDevice device)
    {
        VaultId id = VaultId.New(Random);
        (await CreateAsync(device, id, Way(), Way())).IsCreated();
        return id;
    }

    private static VaultWay Way() => new(VaultWayId.New(Random), new Bytes(RandomNumberGenerator.GetBytes(61)));

    private static Bytes Sealed(int length = 4096) => new(RandomNumberGenerator.GetBytes(length));

    private static string Part(Scene scene, int part = 0) =>
        $"/v1/vault/conversations/{scene.Visitor.Conversation}/parts/{part}";

    private static Task<Reply> CreateAsync(TestDevice device, VaultId id, params VaultWay[] ways) =>
        device.CallAsync("/v1/vault", new CreateVaultRequest(id, ways), proof: true);

    private static Task<Reply> AddAsync(TestDevice device, VaultId id, VaultWay way) =>
        device.CallAsync("/v1/vault/ways", new AddVaultWayRequest(id, way), proof: true);

    private static Task<Reply> RemoveAsync(TestDevice device, VaultWayId way) =>
        device.CallAsync($"/v1/vault/ways/{way}/remove", new EmptyRequest(), proof: true);

    private static async Task<Vault> ReadAsync(TestDevice device) => (await device.ReadAsync("/v1/vault")).As<Vault>();

    private static Task<Reply> PutAsync(Scene scene, PutVaultPartRequest request, int part = 0) =>
        PutAsync(scene.Agent, Part(scene, part), request);

    private static async Task<Reply> PutAsync(TestDevice device, string path, PutVaultPartRequest request) =>
        await device.PutAsync(path, request, await device.TokenAsync());
}
