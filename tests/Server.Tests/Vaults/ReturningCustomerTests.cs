using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Conversations;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;
using static Sotto.Server.Tests.Vaults.CustomerVaultScene;

namespace Sotto.Server.Tests.Vaults;

/// <summary>A new device becomes one of a customer by a way into their vault, and by nothing less.</summary>
public sealed class ReturningCustomerTests(Stores stores)
{
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Whoever_returns_reads_the_vault_and_begins_a_conversation_as_the_same_customer(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        (VaultId id, TestWay[] ways) = await BeginAsync(scene.Visitor.Device);
        PutVaultPartRequest part = NewPart(id);
        (await PutAsync(scene.Visitor.Device, scene.Visitor.Conversation, part)).IsNoContent();
        using TestVisitor browser = new(scene.Host, scene.Ours);

        ReturnedCustomer returned = (
            await ReturnAsync(scene, browser, ways[1].Posted.Id, ways[1].Access)
        ).As<ReturnedCustomer>();
        string registered = await scene.Host.FingerprintAsync();
        ReturnedCustomer again = (
            await ReturnAsync(scene, browser, ways[1].Posted.Id, ways[1].Access)
        ).As<ReturnedCustomer>();

        Assert.Equal(registered, await scene.Host.FingerprintAsync());
        Assert.Equal(scene.Visitor.Customer, returned.Customer);
        Assert.Equal(returned.Customer, again.Customer);
        Assert.Equal(id, returned.Vault.Id);
        Bytes hash = new(SHA256.HashData(part.Sealed.Span));
        Assert.Equal([new VaultPartNumber(scene.Visitor.Conversation, 0, 1, hash)], returned.Vault.Parts);
        Reply read = await browser.Device.ReadAsync(Part(scene.Visitor.Conversation));
        Assert.Equal(new VaultPart(1, part.Sealed), read.As<VaultPart>());

        using TestVisitor same = new(scene.Host, scene.Ours, browser.Device, scene.Visitor.Customer);
        await same.StartAsync();
        (await PutAsync(browser.Device, same.Conversation, NewPart(id))).IsNoContent();
        // The conversations of the lost device can still be kept and read, but the new one is no member of them.
        (await PutAsync(browser.Device, scene.Visitor.Conversation, NewPart(id, 2))).IsNoContent();
        (await scene.RefusedAsync(() => scene.Visitor.SendAsync(browser.Device, scene.Visitor.Message()))).IsRefused(
            HttpStatusCode.NotFound,
            ProblemCodes.NotFound
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Wrong_access_an_unknown_way_and_another_organisation_get_one_answer_and_change_nothing(
        string store
    )
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        (_, TestWay[] ways) = await BeginAsync(scene.Visitor.Device);
        using TestVisitor browser = new(scene.Host, scene.Ours);
        VaultWayId way = ways[0].Posted.Id;

        Reply[] refused =
        [
            await scene.RefusedAsync(() => ReturnAsync(scene, browser, way, TestWay.New().Access)),
            await scene.RefusedAsync(() => ReturnAsync(scene, browser, way, ways[1].Access)),
            await scene.RefusedAsync(() => ReturnAsync(scene, browser, way, ways[0].Posted.AccessHash)),
            await scene.RefusedAsync(() => ReturnAsync(scene, browser, VaultWayId.New(Random), ways[0].Access)),
            await scene.RefusedAsync(() => ReturnAsync(scene, browser, way, ways[0].Access, scene.Others)),
        ];

        Assert.All(refused, reply => reply.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound));
        Assert.Single(refused.Select(Untraced).Distinct(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_removed_way_and_a_removed_vault_let_nobody_in(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        TestDevice device = scene.Visitor.Device;
        (VaultId id, TestWay[] ways) = await BeginAsync(device);
        using TestVisitor browser = new(scene.Host, scene.Ours);
        (await AddAsync(device, id, TestWay.New(), ways[0])).IsCreated();
        VaultWayId way = ways[0].Posted.Id;
        (await RemoveAsync(device, ways[0], ways[1])).IsNoContent();
        Reply byRemovedWay = await scene.RefusedAsync(() => ReturnAsync(scene, browser, way, ways[0].Access));
        (await RemoveAllAsync(device, ways[1])).IsNoContent();
        Reply afterRemoval = await scene.RefusedAsync(() =>
            ReturnAsync(scene, browser, ways[1].Posted.Id, ways[1].Access)
        );

        byRemovedWay.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        afterRemoval.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_device_returns_by_its_own_proven_key_and_never_a_second_time_as_somebody_else(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        (_, TestWay[] ways) = await BeginAsync(scene.Visitor.Device);
        (VaultWayId way, Bytes access) = (ways[0].Posted.Id, ways[0].Access);
        using TestVisitor browser = new(scene.Host, scene.Ours);
        using TestVisitor neighbour = new(scene.Host, scene.Ours);
        await neighbour.StartAsync();
        string path = $"/v1/inboxes/{scene.Ours.Inbox}/returning-customers";
        ReturnCustomerRequest good = Request(scene, browser, way, access, scene.Ours);

        Reply bare = await scene.RefusedAsync(() => browser.Device.PostAsync(path, good));
        Reply otherKey = await scene.RefusedAsync(() => neighbour.Device.PostAsync(path, good, proof: true));
        Reply otherDevice = await scene.RefusedAsync(() =>
            browser.Device.PostAsync(path, good with { Device = neighbour.Device.Id }, proof: true)
        );
        Reply known = await scene.RefusedAsync(() => ReturnAsync(scene, neighbour, way, access));
        Reply shortened = await scene.RefusedAsync(() => ReturnAsync(scene, browser, way, new Bytes(new byte[31])));

        bare.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.ProofRequired);
        otherKey.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
        otherDevice.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
        known.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
        shortened.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_device_that_did_not_return_is_nobodys_else_and_a_customer_id_alone_lets_nobody_in(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        await BeginAsync(scene.Visitor.Device);
        using TestDevice device = new(scene.Host);
        using TestVisitor impostor = new(scene.Host, scene.Ours, device, scene.Visitor.Customer);
        StartConversationRequest request = await impostor.PrepareAsync();

        Reply reply = await scene.RefusedAsync(() => impostor.PostAsync(request));

        reply.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_eleventh_device_is_refused_unless_an_idle_one_can_make_room(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        (_, TestWay[] ways) = await BeginAsync(scene.Visitor.Device);
        (VaultWayId way, Bytes access) = (ways[0].Posted.Id, ways[0].Access);
        List<TestVisitor> browsers = [];
        for (int further = 1; further < Limits.CustomerDevices; further++)
        {
            TestVisitor browser = new(scene.Host, scene.Ours, new TestDevice(scene.Host), scene.Visitor.Customer);
            browsers.Add(browser);
            (await ReturnAsync(scene, browser, way, access)).As<ReturnedCustomer>();
            scene.Host.Time.Advance(TimeSpan.FromSeconds(1));
        }

        foreach (TestVisitor browser in browsers.Skip(1))
        {
            await browser.StartAsync();
        }

        using TestVisitor next = new(scene.Host, scene.Ours);
        (await ReturnAsync(scene, next, way, access)).As<ReturnedCustomer>();
        Reply evicted = await scene.RefusedAsync(() =>
            browsers[0].Device.PostAsync("/v1/tokens", new TokenRequest(browsers[0].Device.Id), proof: true)
        );
        using TestVisitor same = new(scene.Host, scene.Ours, next.Device, scene.Visitor.Customer);
        await same.StartAsync();
        using TestVisitor eleventh = new(scene.Host, scene.Ours);
        Reply refused = await scene.RefusedAsync(() => ReturnAsync(scene, eleventh, way, access));

        evicted.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.Unauthenticated);
        refused.IsRefused(HttpStatusCode.TooManyRequests, ProblemCodes.Quota);
        browsers.ForEach(browser => browser.Dispose());
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Guesses_of_one_address_are_counted(string store)
    {
        await using Scene scene = await Scene.OpenAsync(
            stores,
            store,
            settings => settings with { Quotas = settings.Quotas with { ConversationsPerAddress = 3 } }
        );
        (_, TestWay[] ways) = await BeginAsync(scene.Visitor.Device);
        using TestVisitor browser = new(scene.Host, scene.Ours);
        for (int guess = 0; guess < 3; guess++)
        {
            Reply wrong = await ReturnAsync(scene, browser, ways[0].Posted.Id, TestWay.New().Access);
            wrong.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        }

        Reply refused = await scene.RefusedAsync(() => ReturnAsync(scene, browser, ways[0].Posted.Id, ways[0].Access));

        refused.IsRefused(HttpStatusCode.TooManyRequests, ProblemCodes.Quota);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_device_that_only_reads_stays_while_the_customer_has_a_conversation(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        (_, TestWay[] ways) = await BeginAsync(scene.Visitor.Device);
        using TestVisitor browser = new(scene.Host, scene.Ours);
        (await ReturnAsync(scene, browser, ways[0].Posted.Id, ways[0].Access)).As<ReturnedCustomer>();
        scene.Host.Time.Advance(TimeSpan.FromDays(scene.Host.Settings.KeptDays + 1));

        await scene.Host.ForgetOverdueAsync();
        Assert.NotNull(await browser.Device.TokenAsync());
        await scene.Visitor.Device.TokenAsync();
        await scene.Visitor.Device.CallAsync(scene.Visitor.Path("deletion"), new EmptyRequest(), proof: true);
        // Told by the list, also when the device that was the member is forgotten.
        Assert.Equal([scene.Visitor.Conversation], (await ReadAsync(browser.Device)).Deleted);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_device_that_was_away_for_long_stays_while_another_of_the_customers_was_here(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        (_, TestWay[] ways) = await BeginAsync(scene.Visitor.Device);
        using TestVisitor browser = new(scene.Host, scene.Ours);
        (await ReturnAsync(scene, browser, ways[0].Posted.Id, ways[0].Access)).As<ReturnedCustomer>();
        await scene.Visitor.Device.CallAsync(scene.Visitor.Path("deletion"), new EmptyRequest(), proof: true);
        scene.Host.Time.Advance(TimeSpan.FromDays(scene.Host.Settings.KeptDays + 1));
        await scene.Visitor.Device.TokenAsync();

        await scene.Host.ForgetOverdueAsync();

        Assert.Equal(2, (await ReadAsync(browser.Device)).Ways.Count);
    }

    /// <summary>An answer without the number that each request has.</summary>
    private static string Untraced(Reply reply) =>
        Regex.Replace(reply.Body, "\"traceId\":\"[^\"]*\"", "", RegexOptions.None, TimeSpan.FromSeconds(1));
}
