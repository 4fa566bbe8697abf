using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Conversations;
using Sotto.Server.Conversations.Events;
using Sotto.Server.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Storage;
using Sotto.Testing;

namespace Sotto.Server.Tests.Conversations;

/// <summary>A revoked device may be in a thief's hands: nothing more reaches it, also before members have removed it.</summary>
public sealed class RevocationTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_revoked_device_loses_its_sockets_and_gets_and_sends_nothing_more(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestSocket open = await scene.Agent.ConnectAsync();
        await open.MissedAsync();

        await scene.Ours.RevokeOwnerDeviceAsync();
        while (await open.ReceiveAsync() is not null)
        {
            // what was on its way before
        }

        (await scene.Visitor.SendAsync(scene.Visitor.Device, scene.Visitor.Message())).As<Sequenced>();
        using TestSocket again = await scene.Agent.ConnectAsync();
        Assert.Empty(await again.MissedAsync());
        (await scene.Visitor.SendAsync(scene.Visitor.Device, scene.Visitor.Message())).As<Sequenced>();
        Reply typing = await scene.Visitor.Device.CallAsync(
            scene.Visitor.Path("typing"),
            new TypingRequest(new Bytes(new byte[76]))
        );
        typing.IsNoContent();
        Reply send = await scene.RefusedAsync(() => scene.Visitor.SendAsync(scene.Agent, scene.Visitor.Message()));
        Reply typed = await scene.RefusedAsync(() =>
            scene.Agent.CallAsync(scene.Visitor.Path("typing"), new TypingRequest(new Bytes(new byte[76])))
        );
        ConversationList list = (await scene.Agent.ReadAsync("/v1/conversations")).As<ConversationList>();
        Reply deletion = await scene.Visitor.Device.CallAsync(
            scene.Visitor.Path("deletion"),
            new EmptyRequest(),
            proof: true
        );

        send.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        typed.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        Assert.Empty(list.Conversations);
        deletion.As<DeletionReply>();
        Assert.IsType<ServerFrame.Deleted>(await again.ReceiveAsync());
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_key_package_taken_before_its_device_was_revoked_invites_nobody(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestVisitor visitor = new(scene.Host, scene.Ours);
        StartConversationRequest request = await visitor.PrepareAsync();
        await scene.Ours.RevokeOwnerDeviceAsync();

        Reply reply = await scene.RefusedAsync(() => visitor.PostAsync(request));

        reply.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Signing_out_ends_a_waiting_poll(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        string token = await scene.Agent.TokenAsync();
        await scene.Agent.CallAsync(scene.Visitor.Path("acknowledgements"), new AcknowledgeRequest(2));
        EventHub hub = scene.Host.Services.GetRequiredService<EventHub>();
        Task<Reply> poll = scene.Agent.GetAsync("/v1/events?wait=25", token);
        await SottoHost.UntilAsync(() => Task.FromResult(hub.IsOnline(scene.Agent.Id)));

        (await scene.Agent.PostAsync("/v1/sign-out", new EmptyRequest())).IsNoContent();
        (await scene.Visitor.SendAsync(scene.Visitor.Device, scene.Visitor.Message())).As<Sequenced>();

        (await poll).IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.Unauthenticated);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_socket_that_was_ended_is_let_go_of_whatever_was_on_its_way(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestSocket open = await scene.Agent.ConnectAsync();
        await open.MissedAsync();
        EventHub hub = scene.Host.Services.GetRequiredService<EventHub>();
        bool wasOnline = hub.IsOnline(scene.Agent.Id);

        hub.EndDevice(scene.Agent.Id);
        // This one is told to a socket that has just said goodbye and whose other side has not answered.
        (await scene.Visitor.SendAsync(scene.Visitor.Device, scene.Visitor.Message())).As<Sequenced>();

        Assert.True(wasOnline);
        await SottoHost.UntilAsync(() => Task.FromResult(!hub.IsOnline(scene.Agent.Id)));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_retry_tells_the_members_whom_the_first_try_did_not_reach(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestSocket agent = await scene.Agent.ConnectAsync();
        await agent.MissedAsync();
        // The commit reached the disk and its outcome did not reach us, or another node took it: nobody here was told.
        MessageSender elsewhere = new(
            scene.Host.Database,
            scene.Host.Services.GetRequiredService<KeyStore>(),
            new EventHub(),
            scene.Host.Services.GetRequiredService<Quotas>(),
            scene.Host.Settings,
            scene.Host.Time
        );
        Identity.DeviceCaller caller = new(
            scene.Ours.Id,
            scene.Visitor.Device.Id,
            scene.Visitor.Customer.ToString(),
            IsStaff: false,
            IsRevoked: false,
            scene.Visitor.Device.Key.PublicKey.Thumbprint
        );
        SendMessageRequest message = scene.Visitor.Message();
        await elsewhere.SendAsync(caller, scene.Visitor.Conversation, message, TestContext.Current.CancellationToken);

        (await scene.Visitor.SendAsync(scene.Visitor.Device, message)).As<Sequenced>();

        Assert.Equal(message.Message, (await agent.UntilAsync<ServerFrame.Message>()).Id);
    }
}
