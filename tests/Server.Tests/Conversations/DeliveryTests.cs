using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;
using Sotto.Tests;

[assembly: AssemblyFixture(typeof(Stores))]

namespace Sotto.Server.Tests.Conversations;

public sealed class DeliveryTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_agent_gets_the_Welcome_and_the_first_message_and_the_founder_the_commit(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);

        using TestSocket agent = await scene.Agent.ConnectAsync();
        using TestSocket visitor = await scene.Visitor.Device.ConnectAsync();
        IReadOnlyList<ServerFrame> forAgent = await agent.MissedAsync();
        IReadOnlyList<ServerFrame> forVisitor = await visitor.MissedAsync();

        ServerFrame.Welcome welcome = Assert.IsType<ServerFrame.Welcome>(forAgent[0]);
        ServerFrame.Message first = Assert.IsType<ServerFrame.Message>(forAgent[1]);
        Assert.Equal((1, 2), (welcome.Sequence, first.Sequence));
        Assert.Equal(scene.Visitor.Customer, welcome.Customer);
        Assert.Equal(scene.Visitor.Device.Id, first.Sender);
        Assert.IsType<ServerFrame.Commit>(forVisitor[0]);
        Assert.Equal(first, forVisitor[1]);
        Assert.Equal(2, forAgent.Count);
        Assert.Equal(2, forVisitor.Count);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Messages_arrive_live_in_one_order_for_everybody(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestSocket agent = await scene.Agent.ConnectAsync();
        using TestSocket visitor = await scene.Visitor.Device.ConnectAsync();
        await agent.MissedAsync();
        await visitor.MissedAsync();

        for (int i = 0; i < 20; i++)
        {
            SendMessageRequest message = scene.Visitor.Message();
            TestSocket from = i % 2 == 0 ? visitor : agent;
            await from.SendAsync(
                new ClientFrame.Send(
                    scene.Visitor.Conversation,
                    i,
                    message.Message,
                    message.Epoch,
                    message.PrivateMessage,
                    message.Commitment
                )
            );
        }

        List<MessageId> seenByAgent = await MessagesAsync(agent, 20);
        List<MessageId> seenByVisitor = await MessagesAsync(visitor, 20);
        Assert.Equal(seenByAgent, seenByVisitor);
        Assert.Equal(20, seenByAgent.Distinct().Count());
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_device_that_was_away_gets_what_it_has_not_acknowledged_also_after_a_restart(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        for (int i = 0; i < 5; i++)
        {
            (await scene.Visitor.SendAsync(scene.Visitor.Device, scene.Visitor.Message())).As<Sequenced>();
        }

        (await scene.Agent.CallAsync(scene.Visitor.Path("acknowledgements"), new AcknowledgeRequest(4))).IsNoContent();
        await scene.Host.RestartAsync();

        using TestSocket agent = await scene.Agent.ConnectAsync();
        long[] sequences = (await agent.MissedAsync())
            .OfType<ServerFrame.Message>()
            .Select(frame => frame.Sequence)
            .ToArray();
        Assert.Equal([5, 6, 7], sequences);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_retry_of_a_message_gets_the_first_answer_and_is_stored_once(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        SendMessageRequest message = scene.Visitor.Message();

        Sequenced first = (await scene.Visitor.SendAsync(scene.Visitor.Device, message)).As<Sequenced>();
        string after = await scene.Host.FingerprintAsync();
        Sequenced second = (await scene.Visitor.SendAsync(scene.Visitor.Device, message)).As<Sequenced>();

        Assert.Equal(first, second);
        Assert.Equal(after, await scene.Host.FingerprintAsync());
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Two_sockets_of_one_device_both_get_everything(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestSocket one = await scene.Agent.ConnectAsync();
        using TestSocket two = await scene.Agent.ConnectAsync();
        await one.MissedAsync();
        await two.MissedAsync();

        SendMessageRequest message = scene.Visitor.Message();
        (await scene.Visitor.SendAsync(scene.Visitor.Device, message)).As<Sequenced>();

        Assert.Equal(message.Message, (await one.UntilAsync<ServerFrame.Message>()).Id);
        Assert.Equal(message.Message, (await two.UntilAsync<ServerFrame.Message>()).Id);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Content_is_forgotten_when_every_member_has_it_and_not_before(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);

        (await scene.Agent.CallAsync(scene.Visitor.Path("acknowledgements"), new AcknowledgeRequest(2))).IsNoContent();
        Assert.Equal(2, await BodiesAsync(scene));
        (
            await scene.Visitor.Device.CallAsync(scene.Visitor.Path("acknowledgements"), new AcknowledgeRequest(2))
        ).IsNoContent();

        Assert.Equal(0, await BodiesAsync(scene));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task After_the_limit_content_is_forgotten_even_if_somebody_lacks_it_and_they_are_told(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        scene.Host.Time.Advance(TimeSpan.FromDays(scene.Host.Settings.KeptDays + 1));
        await scene.Host.ForgetOverdueAsync();

        (await scene.Visitor.SendAsync(scene.Visitor.Device, scene.Visitor.Message())).As<Sequenced>();
        using TestSocket visitor = await scene.Visitor.Device.ConnectAsync();
        IReadOnlyList<ServerFrame> missed = await visitor.MissedAsync();

        Assert.Equal(2, Assert.IsType<ServerFrame.Gap>(missed[0]).Sequence);
        Assert.Equal(3, Assert.IsType<ServerFrame.Message>(missed[1]).Sequence);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Polling_delivers_the_same_frames_where_sockets_are_blocked(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        string token = await scene.Visitor.Device.TokenAsync();

        IReadOnlyList<ServerFrame> frames = await scene.Visitor.Device.PollAsync(token, 0);

        Assert.IsType<ServerFrame.Commit>(frames[0]);
        Assert.IsType<ServerFrame.Message>(frames[1]);
        Assert.IsType<ServerFrame.CaughtUp>(frames[2]);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_waiting_poll_answers_as_soon_as_something_happens(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        (
            await scene.Visitor.Device.CallAsync(scene.Visitor.Path("acknowledgements"), new AcknowledgeRequest(2))
        ).IsNoContent();
        string token = await scene.Visitor.Device.TokenAsync();

        Task<IReadOnlyList<ServerFrame>> poll = scene.Visitor.Device.PollAsync(token, 25);
        (await scene.Visitor.SendAsync(scene.Agent, scene.Visitor.Message())).As<Sequenced>();

        Assert.Equal(3, Assert.IsType<ServerFrame.Message>((await poll)[0]).Sequence);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Typing_reaches_others_at_most_every_three_seconds_and_is_not_stored(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestSocket agent = await scene.Agent.ConnectAsync();
        await agent.MissedAsync();
        string before = await scene.Host.FingerprintAsync();
        TypingRequest typing = new(new Bytes(new byte[76]));

        (await scene.Visitor.Device.CallAsync(scene.Visitor.Path("typing"), typing)).IsNoContent();
        Assert.Equal(scene.Visitor.Device.Id, (await agent.UntilAsync<ServerFrame.Typing>()).Sender);
        Reply tooSoon = await scene.Visitor.Device.CallAsync(scene.Visitor.Path("typing"), typing);
        scene.Host.Time.Advance(TimeSpan.FromSeconds(3));
        (await scene.Visitor.Device.CallAsync(scene.Visitor.Path("typing"), typing)).IsNoContent();

        tooSoon.IsRefused(System.Net.HttpStatusCode.TooManyRequests, ProblemCodes.RateLimited);
        Assert.Equal(before, await scene.Host.FingerprintAsync());
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_agent_resolves_and_reopens_and_a_message_of_the_customer_reopens(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        string agentToken = await scene.Agent.TokenAsync();
        using TestSocket visitor = await scene.Visitor.Device.ConnectAsync();
        await visitor.MissedAsync();

        async Task<ConversationStatus> SetAsync(ConversationStatus status)
        {
            Reply reply = await scene.Agent.PutAsync(
                scene.Visitor.Path("status"),
                new ChangeStatusRequest(status),
                agentToken
            );
            reply.As<Sequenced>();
            return (await visitor.UntilAsync<ServerFrame.StatusChanged>()).Value;
        }

        Assert.Equal(ConversationStatus.Resolved, await SetAsync(ConversationStatus.Resolved));
        Assert.Equal(ConversationStatus.Open, await SetAsync(ConversationStatus.Open));
        Assert.Equal(ConversationStatus.Resolved, await SetAsync(ConversationStatus.Resolved));
        (await scene.Visitor.SendAsync(scene.Visitor.Device, scene.Visitor.Message())).As<Sequenced>();
        Assert.Equal(ConversationStatus.Open, (await visitor.UntilAsync<ServerFrame.StatusChanged>()).Value);
    }

    private static async Task<List<MessageId>> MessagesAsync(TestSocket socket, int count)
    {
        List<MessageId> messages = [];
        while (messages.Count < count)
        {
            messages.Add((await socket.UntilAsync<ServerFrame.Message>()).Id);
        }

        return messages;
    }

    private static Task<long> BodiesAsync(Scene scene) =>
        scene.Host.Database.ReadAsync(reader =>
            reader.GetAsync<long>(
                "SELECT COUNT(*) FROM conversation_events WHERE conversation_id = @id AND body IS NOT NULL",
                new { id = scene.Visitor.Conversation.ToString() }
            )
        );
}
