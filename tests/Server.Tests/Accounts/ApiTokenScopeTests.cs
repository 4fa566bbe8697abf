using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Tests.Conversations;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;
using Sotto.Tests;

namespace Sotto.Server.Tests.Accounts;

/// <summary>What a program reaches with which scope: over HTTP, by poll and over the socket alike.</summary>
public sealed partial class ApiTokenScopeTests(Stores stores)
{
    /// <summary>The owner's role may everything, so whatever is closed here is closed to every token.</summary>
    [Fact]
    public async Task A_token_with_every_scope_reaches_what_declares_one_and_nothing_else()
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, Stores.Sqlite, TwoCompanies.Unhurried);
        TestDevice program = await ApiTokenScene.NewProgramAsync(scene.Host, scene.Owner);
        List<string> wrong = [];
        int open = 0;
        foreach (RouteEndpoint endpoint in ClosedEndpoints(scene))
        {
            EndpointRule rule = endpoint.Metadata.GetRequiredMetadata<EndpointRule>();
            string method = endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Single();
            string path = PathOf(scene, endpoint.RoutePattern.RawText!);
            using StringContent? body = method == "GET" ? null : new("{}", Encoding.UTF8, "application/json");
            Reply reply = await program.SendAsync(
                new HttpMethod(method),
                path,
                body,
                await program.TokenAsync(),
                rule.Proof
            );
            open += rule.Scope is null ? 0 : 1;
            bool isAdmitted = reply.Status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
            if (isAdmitted != rule.Scope is not null)
            {
                wrong.Add($"{method} {path}: {(int)reply.Status} {reply.Body}");
            }
        }

        Assert.Empty(wrong);
        Assert.True(open > 10, $"{open}");
    }

    [Fact]
    public void Nothing_that_verifies_a_person_or_belongs_to_some_roles_can_be_given_a_scope()
    {
        static EndpointRule Of(Access access, bool stepUp = false) => new(access, AuditKind.None, false, stepUp);

        Assert.True(Of(Access.StaffDevice).MayHaveScope("POST"));
        Assert.True(Of(Access.Staff).MayHaveScope("GET"));
        Assert.False(Of(Access.Staff).MayHaveScope("POST"));
        Assert.False(Of(Access.StaffDevice, stepUp: true).MayHaveScope("POST"));
        Assert.False(Of(Access.Administrator).MayHaveScope("GET"));
        Assert.False(Of(Access.StaffNewDevice).MayHaveScope("GET"));
        Assert.False(Of(Access.AnyKey).MayHaveScope("POST"));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Whoever_may_only_read_is_refused_writing_over_HTTP_and_over_the_socket_alike(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        TestDevice program = await ApiTokenScene.NewProgramAsync(scene.Host, scene.Agent, ApiScope.ConversationsRead);
        string path = $"/v1/conversations/{scene.Visitor.Conversation}";
        SendMessageRequest message = MessageOf(scene);
        string before = await scene.Host.FingerprintAsync();

        Reply[] refused =
        [
            await program.CallAsync($"{path}/messages", message),
            await program.CallAsync($"{path}/typing", new TypingRequest(new Bytes(new byte[76]))),
            await program.ReadAsync("/v1/devices"),
            await program.ReadAsync($"/v1/devices/{program.Id}/key-packages"),
        ];

        Assert.All(refused, reply => reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden));
        using TestSocket socket = await program.ConnectAsync();
        Assert.NotEmpty(await socket.MissedAsync());
        await socket.SendAsync(Send(scene, message));
        Assert.Equal(ProblemCodes.Forbidden, (await socket.UntilAsync<ServerFrame.Refused>()).Code);
        Assert.Equal(before, await scene.Host.FingerprintAsync());

        // What it may: read, and say how far it has read.
        Assert.Single((await program.ReadAsync("/v1/conversations")).As<ConversationList>().Conversations);
        await socket.SendAsync(new ClientFrame.Acknowledge(scene.Visitor.Conversation, 2, 2));
        Assert.Equal(2, (await socket.UntilAsync<ServerFrame.Accepted>()).Sequence);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Whoever_may_only_write_sends_and_gets_no_events(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        TestDevice program = await ApiTokenScene.NewProgramAsync(scene.Host, scene.Agent, ApiScope.ConversationsWrite);

        using TestSocket socket = await program.ConnectAsync();
        Assert.Equal(new ServerFrame.Ended(ProblemCodes.Forbidden), await socket.ReceiveAsync());
        (await program.ReadAsync("/v1/events")).IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        (await program.ReadAsync("/v1/conversations")).IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        Reply sent = await program.CallAsync(
            $"/v1/conversations/{scene.Visitor.Conversation}/messages",
            MessageOf(scene)
        );
        Assert.Equal(3, sent.As<Sequenced>().Sequence);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_program_with_both_scopes_sends_over_its_socket_and_reads_the_directory_with_a_third(
        string store
    )
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        TestDevice program = await ApiTokenScene.NewProgramAsync(scene.Host, scene.Agent);
        using TestSocket socket = await program.ConnectAsync();
        await socket.MissedAsync();

        await socket.SendAsync(Send(scene, MessageOf(scene)));

        Assert.Equal(3, (await socket.UntilAsync<ServerFrame.Accepted>()).Sequence);
        Assert.Single((await program.ReadAsync("/v1/inboxes")).As<InboxList>().Inboxes);
        Assert.Single((await program.ReadAsync("/v1/devices")).As<StaffDeviceList>().Devices);
        // A revoked device may be in a thief's hands, whatever lets it in.
        await scene.Ours.RevokeOwnerDeviceAsync();
        (await program.ReadAsync("/v1/inboxes")).IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
    }

    private static SendMessageRequest MessageOf(Scene scene) =>
        new(
            TestDevice.NewMessageId(),
            1,
            new Bytes(CraftedMls.PrivateMessage(scene.Visitor.GroupId, 1)),
            new Bytes(new byte[Limits.CommitmentBytes])
        );

    private static ClientFrame.Send Send(Scene scene, SendMessageRequest message) =>
        new(scene.Visitor.Conversation, 1, message.Message, message.Epoch, message.PrivateMessage, message.Commitment);

    /// <summary>Those that want somebody: a public one cannot be closed to a program.</summary>
    private static IEnumerable<RouteEndpoint> ClosedEndpoints(TwoCompanies scene) =>
        scene
            .Host.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint =>
                endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal)
                && endpoint.Metadata.GetRequiredMetadata<EndpointRule>().Access
                    is not (Access.Public or Access.AnyKey or Access.SetUpLink or Access.Invitation)
            );

    private static string PathOf(TwoCompanies scene, string pattern) =>
        Parameter()
            .Replace(
                pattern,
                parameter =>
                    parameter.Groups["name"].Value switch
                    {
                        "device" => scene.Owner.Id.ToString(),
                        "conversation" => ConversationId.New(TwoCompanies.Random).ToString(),
                        string other => $"unknown-{other}",
                    }
            );

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Parameter();
}
