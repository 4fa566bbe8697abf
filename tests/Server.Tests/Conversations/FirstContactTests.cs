using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;
using Sotto.Tests;

namespace Sotto.Server.Tests.Conversations;

public sealed class FirstContactTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_retry_gets_the_first_answer_and_makes_no_second_conversation(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestVisitor visitor = new(scene.Host, scene.Ours);
        StartConversationRequest request = await visitor.PrepareAsync();
        MessageId key = TestDevice.NewMessageId();

        ConversationStarted first = (await visitor.PostAsync(request, key)).As<ConversationStarted>();
        string after = await scene.Host.FingerprintAsync();
        ConversationStarted second = (await visitor.PostAsync(request, key)).As<ConversationStarted>();

        Assert.Equal(first, second);
        Assert.Equal(after, await scene.Host.FingerprintAsync());
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_same_key_with_another_body_is_refused(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestVisitor visitor = new(scene.Host, scene.Ours);
        StartConversationRequest request = await visitor.PrepareAsync();
        MessageId key = TestDevice.NewMessageId();
        (await visitor.PostAsync(request, key)).As<ConversationStarted>();
        StartConversationRequest other = request with
        {
            Message = request.Message with { Id = TestDevice.NewMessageId() },
        };

        Reply reply = await scene.RefusedAsync(() => visitor.PostAsync(other, key));

        reply.IsRefused(HttpStatusCode.UnprocessableEntity, ProblemCodes.IdempotencyMismatch);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Parts_that_do_not_belong_together_are_refused_as_a_whole(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestVisitor visitor = new(scene.Host, scene.Ours);
        IReadOnlyList<TakenKeyPackage> taken = await visitor.TakeAsync(scene.Agent.Id);
        List<byte[]> packages = taken.Select(package => package.KeyPackage.ToArray()).ToList();
        StartConversationRequest good = visitor.Request(packages);
        foreach (StartConversationRequest request in Broken(good, visitor.GroupId, scene.Visitor.GroupId, packages))
        {
            Reply reply = await scene.RefusedAsync(() => visitor.PostAsync(request));
            reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
        }

        (await visitor.PostAsync(good)).As<ConversationStarted>();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_key_package_that_somebody_else_took_or_that_was_used_invites_nobody(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestVisitor visitor = new(scene.Host, scene.Ours);
        using TestVisitor thief = new(scene.Host, scene.Ours);
        IReadOnlyList<TakenKeyPackage> taken = await visitor.TakeAsync(scene.Agent.Id);
        List<byte[]> packages = taken.Select(package => package.KeyPackage.ToArray()).ToList();

        Reply stolen = await scene.RefusedAsync(() => thief.PostAsync(thief.Request(packages)));
        (await visitor.PostAsync(visitor.Request(packages))).As<ConversationStarted>();
        visitor.Conversation = ConversationId.New(System.Security.Cryptography.RandomNumberGenerator.Create());
        Reply twice = await scene.RefusedAsync(() => visitor.PostAsync(visitor.Request(packages)));

        stolen.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
        twice.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Peer_1_an_inbox_of_another_organisation_takes_no_conversation_of_ours(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestVisitor visitor = new(scene.Host, scene.Ours);
        StartConversationRequest request = await visitor.PrepareAsync();

        Reply reply = await scene.RefusedAsync(() => visitor.PostAsync(request, inbox: scene.Others.Inbox));

        reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Peer_12_naming_another_customer_or_device_makes_nobody_that_customer(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestVisitor visitor = new(scene.Host, scene.Ours);
        StartConversationRequest good = await visitor.PrepareAsync();

        Reply customer = await scene.RefusedAsync(() =>
            visitor.PostAsync(good with { Customer = scene.Visitor.Customer })
        );
        Reply device = await scene.RefusedAsync(() =>
            visitor.PostAsync(good with { Device = scene.Visitor.Device.Id })
        );

        customer.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
        device.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_conversation_id_that_is_taken_is_refused(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestVisitor visitor = new(scene.Host, scene.Ours) { Conversation = scene.Visitor.Conversation };

        StartConversationRequest request = await visitor.PrepareAsync();
        Reply reply = await scene.RefusedAsync(() => visitor.PostAsync(request));

        reply.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
    }

    [Fact]
    public async Task New_conversations_from_one_address_are_bounded_and_a_retry_is_not_counted()
    {
        await using SottoHost host = await SottoHost.StartAsync(
            stores,
            Stores.Sqlite,
            settings => settings with { Quotas = settings.Quotas with { ConversationsPerAddress = 2 } }
        );
        using TestOrganisation organisation = await TestOrganisation.SetUpAsync(host);
        await organisation.StockOwnerAsync();
        using TestVisitor one = new(host, organisation);
        using TestVisitor two = new(host, organisation);
        using TestVisitor three = new(host, organisation);
        StartConversationRequest first = await one.PrepareAsync();
        MessageId key = TestDevice.NewMessageId();

        (await one.PostAsync(first, key)).As<ConversationStarted>();
        (await one.PostAsync(first, key)).As<ConversationStarted>();
        await two.StartAsync();
        StartConversationRequest third = await three.PrepareAsync();
        Reply refused = await three.PostAsync(third);
        host.Time.Advance(TimeSpan.FromHours(1));
        Reply later = await three.PostAsync(third);

        refused.IsRefused(HttpStatusCode.TooManyRequests, ProblemCodes.Quota);
        later.As<ConversationStarted>();
    }

    /// <summary>One part at a time belongs to another group, epoch, suite or to nobody.</summary>
    private static StartConversationRequest[] Broken(
        StartConversationRequest good,
        byte[] group,
        byte[] otherGroup,
        List<byte[]> packages
    ) =>
        [
            good with
            {
                GroupInfo = new Bytes(CraftedMls.GroupInfo(otherGroup, 0, [])),
            },
            good with
            {
                GroupInfo = new Bytes(CraftedMls.GroupInfo(group, 1, [])),
            },
            good with
            {
                GroupInfo = new Bytes(CraftedMls.GroupInfo(group, 0, [], tree: false)),
            },
            good with
            {
                GroupInfo = new Bytes(CraftedMls.GroupInfo(group, 0, [], suite: 3)),
            },
            good with
            {
                Commit = new Bytes(CraftedMls.Commit(otherGroup, 0, packages)),
            },
            good with
            {
                Commit = new Bytes(CraftedMls.Commit(group, 0)),
            },
            good with
            {
                Commit = new Bytes(CraftedMls.Commit(group, 0, packages, removes: [0])),
            },
            good with
            {
                Commit = new Bytes(CraftedMls.Commit(group, 0, packages, sender: 1)),
            },
            good with
            {
                Welcome = new Bytes(CraftedMls.Welcome(new byte[32])),
            },
            good with
            {
                Welcome = new Bytes(CraftedMls.Welcome()),
            },
            good with
            {
                Message = good.Message with { PrivateMessage = new Bytes(CraftedMls.PrivateMessage(group, 0)) },
            },
            good with
            {
                Message = good.Message with { PrivateMessage = new Bytes("hello"u8.ToArray()) },
            },
            good with
            {
                Message = good.Message with { Commitment = new Bytes(new byte[31]) },
            },
        ];
}
