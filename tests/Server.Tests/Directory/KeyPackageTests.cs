using System.Net;
using Sotto.Mls;
using Sotto.Mls.Groups;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Accounts;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;
using Credential = Sotto.Protocol.Credential;

namespace Sotto.Server.Tests.Directory;

public sealed class KeyPackageTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_hundred_who_take_at_once_get_a_hundred_different_ones(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(
            stores,
            store,
            settings => settings with { Quotas = settings.Quotas with { KeyPackagesPerAddress = 10_000 } }
        );
        await TestOrganisation.StockAsync(scene.Owner, scene.Ours.OwnerIdentity, count: 90, lastResort: true);
        List<TestVisitor> visitors = Enumerable
            .Range(0, 100)
            .Select(_ => new TestVisitor(scene.Host, scene.Ours))
            .ToList();

        IReadOnlyList<TakenKeyPackage>[] replies = await Task.WhenAll(
            visitors.Select(visitor => visitor.TakeAsync(scene.Owner.Id))
        );

        List<TakenKeyPackage> taken = replies.SelectMany(reply => reply).ToList();
        List<Bytes> ordinary = taken.Where(one => !one.LastResort).Select(one => one.KeyPackage).ToList();
        List<Bytes> lastResort = taken.Where(one => one.LastResort).Select(one => one.KeyPackage).ToList();
        Assert.Equal(90, ordinary.Count);
        Assert.Equal(90, ordinary.Distinct().Count());
        Assert.Equal(10, lastResort.Count);
        Assert.Single(lastResort.Distinct());
        Assert.Equal(0, (await StockAsync(scene)).Stock);
        Assert.NotNull((await StockAsync(scene)).LastResortExpiresAt);
        visitors.ForEach(visitor => visitor.Dispose());
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Uploading_again_adds_nothing_and_a_taken_one_never_comes_back(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        UploadKeyPackagesRequest upload = new([Package(scene), Package(scene)]);
        Assert.Equal(2, (await UploadAsync(scene, upload)).As<KeyPackageStock>().Stock);
        Assert.Equal(2, (await UploadAsync(scene, upload)).As<KeyPackageStock>().Stock);

        using TestVisitor visitor = new(scene.Host, scene.Ours);
        Bytes first = Assert.Single(await visitor.TakeAsync(scene.Owner.Id)).KeyPackage;
        Assert.Equal(1, (await UploadAsync(scene, upload)).As<KeyPackageStock>().Stock);
        Bytes second = Assert.Single(await visitor.TakeAsync(scene.Owner.Id)).KeyPackage;

        Assert.NotEqual(first, second);
        Assert.Empty(await visitor.TakeAsync(scene.Owner.Id));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_package_that_does_not_fit_its_device_is_refused_with_the_whole_upload(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        await scene.Owner.TokenAsync();
        DateTimeOffset now = scene.Host.Time.GetUtcNow();
        byte[] key = scene.Owner.Key.PublicKey.Raw.ToArray();
        byte[] identity = scene.Ours.OwnerIdentity;
        Bytes fitting = Package(scene);
        Bytes Made(
            DateTimeOffset from,
            DateTimeOffset until,
            byte[]? shown = null,
            TestDevice? device = null,
            bool isLastResort = false,
            CipherSuite? suite = null
        )
        {
            using OwnKeyPackage package = RealMls.KeyPackage(
                device ?? scene.Owner,
                shown ?? identity,
                from,
                until,
                isLastResort,
                suite
            );
            return new(package.KeyPackage.Encode());
        }
        Dictionary<string, Bytes> cases = new(StringComparer.Ordinal)
        {
            ["nothing"] = new(Array.Empty<byte>()),
            ["noise"] = new(new byte[200]),
            ["another message"] = new(CraftedMls.PrivateMessage("x"u8.ToArray(), 0)),
            ["more behind it"] = new((byte[])[.. fitting.Span, 0]),
            ["cut off"] = new(fitting.Memory[..^1]),
            ["another suite"] = Made(now, now.AddDays(30), suite: CipherSuite.X25519ChaCha20Sha256Ed25519),
            ["another key"] = Made(now, now.AddDays(30), device: scene.Others.OwnerDevice),
            ["another's certificate"] = Made(now, now.AddDays(30), scene.Others.OwnerIdentity),
            ["no certificate"] = Made(now, now.AddDays(30), "[]"u8.ToArray()),
            ["expired"] = Made(now.AddDays(-30), now.AddSeconds(-1)),
            ["not begun"] = Made(now.AddHours(1), now.AddDays(30)),
            ["too long"] = Made(now, now.AddDays(200)),
            ["last resort as an ordinary one"] = Made(now, now.AddDays(30), isLastResort: true),
            ["no signature of the key's"] = new(CraftedMls.KeyPackage(key, identity, now, now.AddDays(30))),
        };

        foreach ((string name, Bytes package) in cases)
        {
            Reply reply = await scene.RefusedAsync(() =>
                UploadAsync(scene, new UploadKeyPackagesRequest([fitting, package]))
            );
            Assert.True(reply.Code == ProblemCodes.Malformed, $"{name}: {reply.Code}");
        }

        Reply ordinaryAsLast = await scene.RefusedAsync(() =>
            UploadAsync(scene, new UploadKeyPackagesRequest([], fitting))
        );
        Assert.Equal(ProblemCodes.Malformed, ordinaryAsLast.Code);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_stock_has_an_end(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        await TestOrganisation.StockAsync(scene.Owner, scene.Ours.OwnerIdentity, count: 100);
        await TestOrganisation.StockAsync(scene.Owner, scene.Ours.OwnerIdentity, count: 100);

        Reply full = await scene.RefusedAsync(() => UploadAsync(scene, new UploadKeyPackagesRequest([Package(scene)])));
        Reply many = await scene.RefusedAsync(() =>
            UploadAsync(
                scene,
                new UploadKeyPackagesRequest(Enumerable.Range(0, 101).Select(_ => Package(scene)).ToList())
            )
        );

        full.IsRefused(HttpStatusCode.TooManyRequests, ProblemCodes.Quota);
        many.IsRefused(HttpStatusCode.RequestEntityTooLarge, ProblemCodes.TooLarge);
        Assert.Equal(200, (await StockAsync(scene)).Stock);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Whom_the_inbox_does_not_know_is_left_out_in_silence(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        await scene.Ours.StockOwnerAsync();
        await scene.Others.StockOwnerAsync();
        Colleague waiting = await scene.HireAsync();
        await TwoCompanies.RegisterAsync(waiting.Device);
        using TestVisitor visitor = new(scene.Host, scene.Ours);

        IReadOnlyList<TakenKeyPackage> taken = await visitor.TakeAsync(
            scene.Others.OwnerDevice.Id,
            waiting.Device.Id,
            DeviceId.New(TwoCompanies.Random),
            visitor.Device.Id,
            scene.Owner.Id
        );

        Assert.Equal(scene.Owner.Id, Assert.Single(taken).Device);
        Assert.Equal(5, await UntakenOfAsync(scene, scene.Others.OwnerDevice.Id));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Who_listens_elsewhere_is_not_given_away_here(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireRegisteredAsync();
        InboxId second = await CreateInboxAsync(scene);
        string elsewhere = scene.Ours.AgentCertificate(agent.Device, agent.User, second);
        Assert.Equal(HttpStatusCode.Created, (await scene.PublishAsync(agent.Device, elsewhere)).Status);
        byte[] identity = new Credential.OfAgent(elsewhere, scene.Ours.IssuerCertificate).Encode();
        await TestOrganisation.StockAsync(agent.Device, identity, count: 2);
        using TestVisitor visitor = new(scene.Host, scene.Ours);

        Assert.Empty(await visitor.TakeAsync(agent.Device.Id));
        Assert.DoesNotContain((await scene.DirectoryAsync()).Agents, listed => listed.Device == agent.Device.Id);
        Assert.Equal(2, await UntakenOfAsync(scene, agent.Device.Id));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_expired_package_is_not_given_away(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        await scene.Ours.StockOwnerAsync();
        using TestVisitor visitor = new(scene.Host, scene.Ours);

        scene.Host.Time.Advance(TimeSpan.FromDays(31));

        Assert.Empty(await visitor.TakeAsync(scene.Owner.Id));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Three_allowances_stop_whoever_drains_the_stock(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(
            stores,
            store,
            settings =>
                settings with
                {
                    Quotas = settings.Quotas with { KeyPackagesPerAddress = 70, KeyPackagesPerInbox = 80 },
                }
        );
        await TestOrganisation.StockAsync(scene.Owner, scene.Ours.OwnerIdentity, count: 100);
        using TestVisitor greedy = new(scene.Host, scene.Ours);
        using TestVisitor neighbour = new(scene.Host, scene.Ours);

        for (int i = 0; i < 64; i++)
        {
            Assert.Single(await greedy.TakeAsync(scene.Owner.Id));
        }

        Reply byKey = await scene.RefusedAsync(() => TakeAsync(scene, greedy));
        for (int i = 0; i < 6; i++)
        {
            Assert.Single(await neighbour.TakeAsync(scene.Owner.Id));
        }

        Reply byAddress = await scene.RefusedAsync(() => TakeAsync(scene, neighbour));

        byKey.IsRefused(HttpStatusCode.TooManyRequests, ProblemCodes.Quota);
        byAddress.IsRefused(HttpStatusCode.TooManyRequests, ProblemCodes.Quota);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Fewer_inboxes_than_before_take_what_was_stored_under_more_of_them_away(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        InboxId second = await CreateInboxAsync(scene);
        string both = scene.Ours.AgentCertificate(scene.Owner, scene.Ours.Owner, scene.Ours.Inbox, second);
        Assert.Equal(HttpStatusCode.Created, (await scene.PublishAsync(scene.Owner, both)).Status);
        byte[] identity = new Credential.OfAgent(both, scene.Ours.IssuerCertificate).Encode();
        await TestOrganisation.StockAsync(scene.Owner, identity, count: 3);

        string one = scene.Ours.AgentCertificate(scene.Owner, scene.Ours.Owner, scene.Ours.Inbox);
        Assert.Equal(HttpStatusCode.Created, (await scene.PublishAsync(scene.Owner, one)).Status);

        Assert.Equal(new KeyPackageStockReply(0, null), await StockAsync(scene));
    }

    private static async Task<InboxId> CreateInboxAsync(TwoCompanies scene)
    {
        NewInbox inbox = new(InboxId.New(TwoCompanies.Random), "Second", "", "http://127.0.0.1:5081");
        Reply reply = await TwoCompanies.CommandAsync(scene.Owner, "/v1/inboxes", inbox);
        Assert.Equal(HttpStatusCode.Created, reply.Status);
        return inbox.Id;
    }

    private static Bytes Package(TwoCompanies scene) => new(scene.Owner.NewKeyPackage(scene.Ours.OwnerIdentity));

    private static Task<Reply> UploadAsync(TwoCompanies scene, UploadKeyPackagesRequest request) =>
        scene.Owner.CallAsync($"/v1/devices/{scene.Owner.Id}/key-packages", request);

    private static Task<Reply> TakeAsync(TwoCompanies scene, TestVisitor visitor) =>
        visitor.Device.PostAsync(
            $"/v1/inboxes/{scene.Ours.Inbox}/key-packages",
            new KeyPackagesRequest([scene.Owner.Id]),
            proof: true
        );

    private static async Task<KeyPackageStockReply> StockAsync(TwoCompanies scene) =>
        (await scene.Owner.ReadAsync($"/v1/devices/{scene.Owner.Id}/key-packages")).As<KeyPackageStockReply>();

    private static Task<long> UntakenOfAsync(TwoCompanies scene, DeviceId device) =>
        scene.Host.Database.ReadAsync(reader =>
            reader.GetAsync<long>(
                "SELECT COUNT(*) FROM key_packages WHERE device_id = @device AND last_resort = 0 AND taken_at IS NULL",
                new { device = device.ToString() }
            )
        );
}
