using System.Net;
using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Accounts;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Vaults;

/// <summary>A vault's keys are replaced as a whole, in order; the root is a record apart, whose owner is told of each use.</summary>
public sealed class VaultKeysTests(Stores stores)
{
    private const string Keys = "/v1/vault/keys";
    private const string Root = "/v1/vault/root";

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Keys_are_replaced_in_order_and_a_browser_that_missed_one_undoes_nothing(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        TestDevice owner = scene.Owner;
        Reply before = await scene.RefusedAsync(() => PutAsync(owner, Request(VaultId.New(TwoCompanies.Random), 1)));
        VaultId id = await BeginAsync(owner);
        Reply none = await scene.RefusedAsync(() => owner.ReadAsync(Keys));
        PutVaultKeysRequest first = Request(id, 1);
        PutVaultKeysRequest second = Request(id, 2);

        (await PutAsync(owner, first)).IsNoContent();
        (await PutAsync(owner, first)).IsNoContent(); // a retry whose answer was lost
        (await PutAsync(owner, second)).IsNoContent();
        Reply[] refused =
        [
            await scene.RefusedAsync(() => PutAsync(owner, first)),
            await scene.RefusedAsync(() => PutAsync(owner, Request(id, 2))),
            await scene.RefusedAsync(() => PutAsync(owner, Request(id, 4))),
            await scene.RefusedAsync(() => PutAsync(owner, Request(VaultId.New(TwoCompanies.Random), 3))),
        ];
        Reply[] malformed =
        [
            await scene.RefusedAsync(() => PutAsync(owner, Request(id, 3, Limits.VaultKeysBytes + 1))),
            await scene.RefusedAsync(() => PutAsync(owner, Request(id, 3, 0))),
            await scene.RefusedAsync(() => PutAsync(owner, Request(id, 0))),
        ];

        before.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        none.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        Assert.All(refused, reply => reply.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict));
        Assert.All(malformed, reply => reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed));
        Assert.Equal(new VaultKeys(2, second.Sealed), (await owner.ReadAsync(Keys)).As<VaultKeys>());
        Assert.Equal(
            new VaultKeysState(2, new Bytes(SHA256.HashData(second.Sealed.Span))),
            (await LookAsync(owner)).Keys
        );
        (await owner.CallAsync("/v1/vault/remove", new EmptyRequest(), proof: true)).IsNoContent();
        await BeginAsync(owner);
        Assert.Null((await LookAsync(owner)).Keys);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_root_is_kept_used_and_taken_out_with_a_fresh_verification_and_each_is_told(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        TestDevice owner = scene.Owner;
        VaultId id = await BeginAsync(owner);
        KeepVaultRootRequest kept = Rooted(id, 1);
        Reply absent = await scene.RefusedAsync(() => OpenAsync(owner));
        Reply nothing = await scene.RefusedAsync(() => TakeOutAsync(owner, id, 1));

        (await KeepAsync(owner, kept)).IsNoContent();
        (await KeepAsync(owner, kept)).IsNoContent(); // a retry whose answer was lost
        Assert.True((await owner.GetAsync(Root)).As<RootInVault>().Kept);
        OpenedVaultRoot opened = (await OpenAsync(owner)).As<OpenedVaultRoot>();
        Reply[] unordered =
        [
            await scene.RefusedAsync(() => KeepAsync(owner, Rooted(id, 1))),
            await scene.RefusedAsync(() => KeepAsync(owner, Rooted(id, 3))),
            await scene.RefusedAsync(() => KeepAsync(owner, Rooted(VaultId.New(TwoCompanies.Random), 2))),
            await scene.RefusedAsync(() => TakeOutAsync(owner, id, 1)),
            await scene.RefusedAsync(() => TakeOutAsync(owner, VaultId.New(TwoCompanies.Random), 2)),
        ];
        Reply[] malformed =
        [
            await scene.RefusedAsync(() => KeepAsync(owner, Rooted(id, 2, Limits.SealedRootBytes + 1))),
            await scene.RefusedAsync(() => KeepAsync(owner, Rooted(id, 2, 0))),
            await scene.RefusedAsync(() => KeepAsync(owner, Rooted(id, 0))),
            await scene.RefusedAsync(() => TakeOutAsync(owner, id, 0)),
        ];
        Reply bare = await scene.RefusedAsync(() => owner.CallAsync($"{Root}/open", new EmptyRequest()));
        scene.Host.Time.Advance(Limits.StepUpLifetime);
        await owner.TokenAsync();
        Reply[] stale =
        [
            await scene.RefusedAsync(() => OpenAsync(owner)),
            await scene.RefusedAsync(() => KeepAsync(owner, Rooted(id, 2))),
            await scene.RefusedAsync(() => TakeOutAsync(owner, id, 2)),
        ];
        await scene.StepUpAsync(owner, scene.Ours.Authenticator);
        (await TakeOutAsync(owner, id, 2)).IsNoContent();
        Reply removed = await scene.RefusedAsync(() => OpenAsync(owner));

        absent.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        removed.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        bare.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.ProofRequired);
        Assert.All(stale, reply => reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.StepUpRequired));
        Assert.All(unordered, reply => reply.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict));
        Assert.All(malformed, reply => reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed));
        nothing.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        Assert.Equal((id, 1L, kept.Sealed), (opened.Vault, opened.Number, opened.Sealed));
        Assert.Equal(2, opened.Ways.Count);
        Assert.False((await owner.GetAsync(Root)).As<RootInVault>().Kept);
        Assert.Equal(new VaultRootState(2, Kept: false), (await LookAsync(owner)).Root);
        SecurityEventList events = (await owner.GetAsync("/v1/security-events")).As<SecurityEventList>();
        Assert.Equal(
            [
                SecurityEventKind.VaultRootRemoved,
                SecurityEventKind.VaultRootOpened,
                SecurityEventKind.VaultRootKept,
                SecurityEventKind.VaultRootKept,
            ],
            events.Events.Select(entry => entry.Kind).Where(IsOfRoot)
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Without_a_fresh_verification_nothing_gives_the_root_out_and_writing_the_keys_leaves_it(
        string store
    )
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        TestDevice owner = scene.Owner;
        VaultId id = await BeginAsync(owner);
        PutVaultKeysRequest keys = Request(id, 1);
        KeepVaultRootRequest kept = Rooted(id, 1);
        (await PutAsync(owner, keys)).IsNoContent();
        (await KeepAsync(owner, kept)).IsNoContent();
        scene.Host.Time.Advance(Limits.StepUpLifetime);
        await owner.TokenAsync();

        Reply given = await owner.ReadAsync(Keys);
        Reply looked = await owner.ReadAsync("/v1/vault");
        PutVaultKeysRequest rewritten = Request(id, 2);
        (await PutAsync(owner, rewritten)).IsNoContent();

        Assert.Equal(new VaultKeys(1, keys.Sealed), given.As<VaultKeys>());
        string root = kept.Sealed.ToBase64Url();
        Assert.All([given, looked], reply => Assert.DoesNotContain(root, reply.Body, StringComparison.Ordinal));
        Assert.Equal(new VaultRootState(1, Kept: true), (await LookAsync(owner)).Root);
        Assert.Equal(rewritten.Sealed, (await owner.ReadAsync(Keys)).As<VaultKeys>().Sealed);
        await scene.StepUpAsync(owner, scene.Ours.Authenticator);
        OpenedVaultRoot opened = (await OpenAsync(owner)).As<OpenedVaultRoot>();
        Assert.Equal((1L, kept.Sealed), (opened.Number, opened.Sealed));
        (await owner.CallAsync("/v1/vault/remove", new EmptyRequest(), proof: true)).IsNoContent();
        await BeginAsync(owner);
        Assert.Null((await LookAsync(owner)).Root);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_browser_of_the_owner_that_nobody_certified_gets_the_root_and_nothing_else(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        VaultId id = await BeginAsync(scene.Owner);
        TestDevice fresh = new(scene.Host);
        await scene.SignInAsync(fresh, scene.Ours.Authenticator);
        (await TwoCompanies.RegisterAsync(fresh)).As<DeviceRegistered>();
        (await PutAsync(scene.Owner, Request(id, 1))).IsNoContent();
        Reply without = await scene.RefusedAsync(() => OpenAsync(fresh));
        KeepVaultRootRequest kept = Rooted(id, 1);
        (await KeepAsync(scene.Owner, kept)).IsNoContent();

        OpenedVaultRoot opened = (await OpenAsync(fresh)).As<OpenedVaultRoot>();
        Reply[] refused =
        [
            await scene.RefusedAsync(() => fresh.ReadAsync("/v1/vault")),
            await scene.RefusedAsync(() => fresh.ReadAsync(Keys)),
            await scene.RefusedAsync(() => PutAsync(fresh, Request(id, 2))),
            await scene.RefusedAsync(() => KeepAsync(fresh, Rooted(id, 2))),
            await scene.RefusedAsync(() => TakeOutAsync(fresh, id, 2)),
        ];

        without.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        Assert.Equal(kept.Sealed, opened.Sealed);
        Assert.All(refused, reply => reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_revoked_browser_and_everybody_but_the_owner_get_no_root(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        VaultId id = await BeginAsync(scene.Owner);
        (await KeepAsync(scene.Owner, Rooted(id, 1))).IsNoContent();
        Colleague agent = await scene.HireCertifiedAsync();
        VaultId theirs = await BeginAsync(agent.Device);

        Reply[] forbidden =
        [
            await scene.RefusedAsync(() => OpenAsync(agent.Device)),
            await scene.RefusedAsync(() => KeepAsync(agent.Device, Rooted(theirs, 1))),
            await scene.RefusedAsync(() => TakeOutAsync(agent.Device, theirs, 1)),
            await scene.RefusedAsync(() => agent.Device.GetAsync(Root)),
        ];
        Reply others = await scene.RefusedAsync(() => OpenAsync(scene.Others.OwnerDevice));
        Reply foreign = await scene.RefusedAsync(() => PutAsync(agent.Device, Request(id, 1)));
        await scene.Ours.RevokeOwnerDeviceAsync();
        Reply revoked = await scene.RefusedAsync(() => OpenAsync(scene.Owner));

        Assert.All(forbidden, reply => reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden));
        others.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        foreign.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
        revoked.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.ProofRequired);
    }

    private static bool IsOfRoot(SecurityEventKind kind) =>
        kind
            is SecurityEventKind.VaultRootKept
                or SecurityEventKind.VaultRootRemoved
                or SecurityEventKind.VaultRootOpened;

    private static async Task<VaultId> BeginAsync(TestDevice device)
    {
        VaultId id = VaultId.New(TwoCompanies.Random);
        CreateVaultRequest request = new(id, [Way(), Way()]);
        (await device.CallAsync("/v1/vault", request, proof: true)).IsCreated();
        return id;
    }

    private static VaultWay Way() =>
        new(VaultWayId.New(TwoCompanies.Random), new Bytes(RandomNumberGenerator.GetBytes(61)));

    private static PutVaultKeysRequest Request(VaultId vault, long number, int length = 4125) =>
        new(vault, number, new Bytes(RandomNumberGenerator.GetBytes(length)));

    private static async Task<Reply> PutAsync(TestDevice device, PutVaultKeysRequest request) =>
        await device.PutAsync(Keys, request, await device.TokenAsync());

    private static KeepVaultRootRequest Rooted(VaultId vault, long number, int length = 61) =>
        new(vault, number, new Bytes(RandomNumberGenerator.GetBytes(length)));

    private static Task<Reply> KeepAsync(TestDevice device, KeepVaultRootRequest request) =>
        device.CallAsync(Root, request, proof: true);

    private static Task<Reply> TakeOutAsync(TestDevice device, VaultId vault, long number) =>
        device.CallAsync($"{Root}/remove", new RemoveVaultRootRequest(vault, number), proof: true);

    private static Task<Reply> OpenAsync(TestDevice device) =>
        device.CallAsync($"{Root}/open", new EmptyRequest(), proof: true);

    private static async Task<Vault> LookAsync(TestDevice device) => (await device.ReadAsync("/v1/vault")).As<Vault>();
}
