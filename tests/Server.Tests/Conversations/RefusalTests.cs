using System.Net;
using System.Text;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;
using Sotto.Tests;

namespace Sotto.Server.Tests.Conversations;

/// <summary>Bad input to conversations: a clear problem document, and nothing changed.</summary>
public sealed class RefusalTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Peer_1_and_6_an_id_of_another_organisation_or_visitor_does_not_exist(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        TestVisitor foreign = scene.Stranger;
        TestDevice[] outsiders = [scene.Visitor.Device, scene.Agent];
        foreach (TestDevice outsider in outsiders)
        {
            await outsider.TokenAsync();
            (string Path, object Body)[] commands =
            [
                (foreign.Path("messages"), foreign.Message()),
                (foreign.Path("acknowledgements"), new AcknowledgeRequest(1)),
                (foreign.Path("typing"), new TypingRequest(new Bytes(new byte[76]))),
                (foreign.Path("wipe-confirmations"), new EmptyRequest()),
            ];
            foreach ((string path, object body) in commands)
            {
                Reply reply = await scene.RefusedAsync(() => outsider.CallAsync(path, body));
                reply.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
            }

            Reply commit = await scene.RefusedAsync(() =>
                outsider.CallAsync(
                    foreign.Path("commits"),
                    foreign.Update(1),
                    idempotencyKey: TestDevice.NewMessageId()
                )
            );
            commit.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
            ConversationList own = (await outsider.ReadAsync("/v1/conversations")).As<ConversationList>();
            Assert.Equal([scene.Visitor.Conversation], own.Conversations.Select(item => item.Conversation));
        }

        Reply deletion = await scene.RefusedAsync(() =>
            scene.Visitor.Device.CallAsync(foreign.Path("deletion"), new EmptyRequest(), proof: true)
        );
        deletion.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Peer_11_and_20_only_private_messages_of_this_group_and_epoch_are_stored(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        TestVisitor visitor = scene.Visitor;
        byte[] plain = CraftedMls.PublicApplication(visitor.GroupId, 1, "hello"u8.ToArray());
        byte[][] wrong =
        [
            plain,
            CraftedMls.PrivateMessage(visitor.GroupId, 1, contentType: 3),
            CraftedMls.PrivateMessage(visitor.GroupId, 1, contentType: 2),
            CraftedMls.PrivateMessage(scene.Stranger.GroupId, 1),
            CraftedMls.PrivateMessage(visitor.GroupId, 2),
            CraftedMls.Welcome(new byte[32]),
            [.. CraftedMls.PrivateMessage(visitor.GroupId, 1), 0],
            "hello"u8.ToArray(),
            [],
        ];
        foreach (byte[] message in wrong)
        {
            SendMessageRequest request = visitor.Message() with { PrivateMessage = new Bytes(message) };
            Reply reply = await scene.RefusedAsync(() => visitor.SendAsync(visitor.Device, request));
            reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Peer_9_wrong_JSON_is_told_apart_and_refused(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        string token = await scene.Visitor.Device.TokenAsync();
        string path = scene.Visitor.Path("acknowledgements");
        (string Body, string Code)[] bodies =
        [
            ("""{"sequence":{"$gt":0}}""", ProblemCodes.Malformed),
            ("""{"sequence":"1"}""", ProblemCodes.Malformed),
            ("""{"sequence":[1]}""", ProblemCodes.Malformed),
            ("""{"sequence":null}""", ProblemCodes.Malformed),
            ("""{"sequence":1.5}""", ProblemCodes.Malformed),
            ("""{"sequence":1,"sequence":2}""", ProblemCodes.Malformed),
            ("""{"sequence":99999999999999999999}""", ProblemCodes.Malformed),
            ("""{"sequence":1,"role":"owner"}""", ProblemCodes.UnknownMember),
            ("{}", ProblemCodes.Malformed),
            ("[]", ProblemCodes.Malformed),
            ("", ProblemCodes.Malformed),
            ("""{"sequence":1,}""", ProblemCodes.Malformed),
        ];
        foreach ((string body, string code) in bodies)
        {
            Reply reply = await scene.RefusedAsync(() =>
                scene.Visitor.Device.SendAsync(
                    HttpMethod.Post,
                    path,
                    new StringContent(body, Encoding.UTF8, "application/json"),
                    token
                )
            );
            reply.IsRefused(HttpStatusCode.BadRequest, code);
        }

        Reply form = await scene.RefusedAsync(() =>
            scene.Visitor.Device.SendAsync(HttpMethod.Post, path, new StringContent("sequence=1"), token)
        );
        form.IsRefused(HttpStatusCode.UnsupportedMediaType, ProblemCodes.UnsupportedMediaType);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Peer_19_an_id_of_one_type_is_refused_as_another(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        string bits = scene.Visitor.Conversation.ToString()[4..];
        string[] paths =
        [
            $"/v1/conversations/dev_{bits}/acknowledgements",
            $"/v1/conversations/{scene.Visitor.Conversation.ToString().ToUpperInvariant()}/acknowledgements",
            $"/v1/conversations/{bits}/acknowledgements",
            $"/v1/conversations/{scene.Visitor.Device.Id}/acknowledgements",
        ];
        foreach (string path in paths)
        {
            Reply reply = await scene.RefusedAsync(() =>
                scene.Visitor.Device.CallAsync(path, new AcknowledgeRequest(1))
            );
            Assert.Contains(reply.Code, new[] { ProblemCodes.Malformed, ProblemCodes.NotFound });
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Too_large_is_refused_before_it_is_read(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        SendMessageRequest large = scene.Visitor.Message() with
        {
            PrivateMessage = new Bytes(
                CraftedMls.PrivateMessage(scene.Visitor.GroupId, 1, ciphertextLength: Limits.BodyBytes)
            ),
        };

        Reply reply = await scene.RefusedAsync(() => scene.Visitor.SendAsync(scene.Visitor.Device, large));

        reply.IsRefused(HttpStatusCode.RequestEntityTooLarge, ProblemCodes.TooLarge);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Nobody_without_a_live_token_gets_in(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        TestDevice device = scene.Visitor.Device;
        string first = await device.TokenAsync();
        string second = await device.TokenAsync();
        SendMessageRequest message = scene.Visitor.Message();
        string path = scene.Visitor.Path("messages");

        (await scene.RefusedAsync(() => device.PostAsync(path, message))).IsRefused(
            HttpStatusCode.Unauthorized,
            ProblemCodes.Unauthenticated
        );
        (await scene.RefusedAsync(() => device.PostAsync(path, message, first))).IsRefused(
            HttpStatusCode.Unauthorized,
            ProblemCodes.TokenEnded
        );
        (await scene.RefusedAsync(() => device.PostAsync(path, message, "x"))).IsRefused(
            HttpStatusCode.Unauthorized,
            ProblemCodes.TokenEnded
        );
        scene.Host.Time.Advance(Limits.TokenLifetime);
        (await scene.RefusedAsync(() => device.PostAsync(path, message, second))).IsRefused(
            HttpStatusCode.Unauthorized,
            ProblemCodes.TokenEnded
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_staff_token_is_worth_nothing_without_the_session_it_was_minted_under(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        string token = await scene.Agent.TokenAsync();
        SendMessageRequest message = scene.Visitor.Message();
        string? cookie = scene.Agent.Cookie;

        foreach (string? wrong in new[] { null, scene.Others.OwnerDevice.Cookie })
        {
            scene.Agent.Cookie = wrong;
            Reply reply = await scene.RefusedAsync(() =>
                scene.Agent.PostAsync(scene.Visitor.Path("messages"), message, token)
            );
            reply.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.Unauthenticated);
        }

        scene.Agent.Cookie = cookie;
        (await scene.Agent.PostAsync(scene.Visitor.Path("messages"), message, token)).As<Sequenced>();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_message_id_belongs_to_one_message(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        SendMessageRequest first = scene.Visitor.Message();
        (await scene.Visitor.SendAsync(scene.Visitor.Device, first)).As<Sequenced>();
        SendMessageRequest other = scene.Visitor.Message(id: first.Message, fill: 0x11);

        Reply reply = await scene.RefusedAsync(() => scene.Visitor.SendAsync(scene.Visitor.Device, other));

        reply.IsRefused(HttpStatusCode.UnprocessableEntity, ProblemCodes.IdempotencyMismatch);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_acknowledgement_beyond_the_last_event_is_refused(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        foreach (long sequence in new[] { 3L, -1L, long.MaxValue })
        {
            Reply reply = await scene.RefusedAsync(() =>
                scene.Visitor.Device.CallAsync(scene.Visitor.Path("acknowledgements"), new AcknowledgeRequest(sequence))
            );
            reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_customer_cannot_resolve_and_an_agent_cannot_delete(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        string customerToken = await scene.Visitor.Device.TokenAsync();

        Reply resolve = await scene.RefusedAsync(() =>
            scene.Visitor.Device.PutAsync(
                scene.Visitor.Path("status"),
                new ChangeStatusRequest(ConversationStatus.Resolved),
                customerToken
            )
        );
        Reply delete = await scene.RefusedAsync(() =>
            scene.Agent.CallAsync(scene.Visitor.Path("deletion"), new EmptyRequest(), proof: true)
        );

        resolve.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        delete.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
    }
}
