using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>Who may make whom what, and that it counts at once.</summary>
public sealed class StaffTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Disabling_signs_out_everywhere_at_once_and_enabling_lets_in_again(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireCertifiedAsync();
        string token = await agent.Device.TokenAsync();
        using TestSocket socket = await agent.Device.ConnectAsync();
        await socket.MissedAsync();

        (await ChangeAsync(scene.Owner, agent.User, "disable")).IsNoContent();

        await socket.UntilAsync<ServerFrame.Ended>();
        string path = $"/v1/devices/{agent.Device.Id}/key-packages";
        Assert.Equal(HttpStatusCode.Unauthorized, (await agent.Device.GetAsync(path, token)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await agent.Device.GetAsync("/v1/session")).Status);
        Reply refused = await scene.RefusedAsync(() => scene.SignInAsync(agent.Authenticator));
        Assert.Equal(ProblemCodes.PasskeyRefused, refused.Code);
        Assert.NotNull((await MemberAsync(scene, agent.User)).DisabledAt);

        (await ChangeAsync(scene.Owner, agent.User, "enable")).IsNoContent();
        await scene.SignInAsync(agent.Device, agent.Authenticator);
        Assert.Null((await MemberAsync(scene, agent.User)).DisabledAt);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_new_role_counts_from_the_next_sign_in_and_the_old_one_no_longer(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireRegisteredAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Device.GetAsync("/v1/staff")).Status);

        (await GiveAsync(scene.Owner, agent.User, AccountRole.Administrator)).IsNoContent();

        Assert.Equal(HttpStatusCode.Unauthorized, (await agent.Device.GetAsync("/v1/session")).Status);
        await scene.SignInAsync(agent.Device, agent.Authenticator);
        Assert.Equal(HttpStatusCode.OK, (await agent.Device.GetAsync("/v1/staff")).Status);
        SecurityEventList events = (await agent.Device.GetAsync("/v1/security-events")).As<SecurityEventList>();
        Assert.Contains(SecurityEventKind.RoleChanged, events.Events.Select(entry => entry.Kind));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_administrator_signs_a_colleague_out_everywhere_and_the_account_stays(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireRegisteredAsync();
        using TestDevice elsewhere = new(scene.Host);
        await scene.SignInAsync(elsewhere, agent.Authenticator);

        (await ChangeAsync(scene.Owner, agent.User, "end-sessions")).IsNoContent();

        foreach (TestDevice device in new[] { agent.Device, elsewhere })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await device.GetAsync("/v1/session")).Status);
        }

        await scene.SignInAsync(agent.Device, agent.Authenticator);
        Assert.Equal(HttpStatusCode.OK, (await agent.Device.GetAsync("/v1/session")).Status);
    }

    /// <summary>A link must not outlive the right to give it, nor a request the session that it began under.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_a_disabled_administrator_set_going_ends_with_them(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague chief = await scene.HireRegisteredAsync(AccountRole.Administrator);
        InviteRequest request = new("Friend", AccountRole.Agent, [scene.Ours.Inbox]);
        Reply invited = await TwoCompanies.CommandAsync(chief.Device, "/v1/invitations", request);
        string link = invited.As<InvitationCreated>().Invitation;
        using HeldContent held = new(request with { Name = "Late" });
        Task<Reply> late = chief.Device.SendAsync(
            HttpMethod.Post,
            "/v1/invitations",
            held,
            proof: true,
            idempotencyKey: TestDevice.NewMessageId()
        );
        await held.Begun;

        (await ChangeAsync(scene.Owner, chief.User, "disable")).IsNoContent();

        Reply used = await scene.GetAsync("/v1/invitation", ("Sotto-Invitation", link));
        used.IsRefused(HttpStatusCode.Gone, ProblemCodes.InvitationUsed);
        held.GoOn();
        (await late).IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.Unauthenticated);
    }

    /// <summary>An auditor reads logs and reviews, and no conversation: not over a socket either.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_agent_who_becomes_an_auditor_gets_no_socket_and_no_new_customers(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireCertifiedAsync();
        Assert.Contains((await scene.DirectoryAsync()).Agents, listed => listed.Device == agent.Device.Id);

        (await GiveAsync(scene.Owner, agent.User, AccountRole.Auditor)).IsNoContent();
        await scene.SignInAsync(agent.Device, agent.Authenticator);

        using TestSocket socket = await agent.Device.ConnectAsync();
        Assert.Equal(new ServerFrame.Ended(ProblemCodes.Unauthenticated), await socket.ReceiveAsync());
        Assert.DoesNotContain((await scene.DirectoryAsync()).Agents, listed => listed.Device == agent.Device.Id);
        string certificate = scene.Ours.AgentCertificate(agent.Device, agent.User, scene.Ours.Inbox);
        Reply refused = await scene.RefusedAsync(() => scene.PublishAsync(agent.Device, certificate));
        refused.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_administrator_manages_those_below_and_nobody_else(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague chief = await scene.HireRegisteredAsync(AccountRole.Administrator);
        Colleague peer = await scene.HireRegisteredAsync(AccountRole.Administrator);
        Colleague agent = await scene.HireRegisteredAsync();
        InviteRequest invitation = new("Eve", AccountRole.Administrator, [scene.Ours.Inbox]);
        (string Name, Func<Task<Reply>> Call, HttpStatusCode Status)[] refused =
        [
            ("owner", () => ChangeAsync(chief.Device, scene.Ours.Owner, "disable"), HttpStatusCode.Forbidden),
            ("peer", () => ChangeAsync(chief.Device, peer.User, "disable"), HttpStatusCode.Forbidden),
            ("self", () => GiveAsync(chief.Device, chief.User, AccountRole.Agent), HttpStatusCode.Forbidden),
            ("owner self", () => GiveAsync(scene.Owner, scene.Ours.Owner, AccountRole.Agent), HttpStatusCode.Forbidden),
            ("raise", () => GiveAsync(chief.Device, agent.User, AccountRole.Administrator), HttpStatusCode.Forbidden),
            ("second owner", () => GiveAsync(scene.Owner, agent.User, AccountRole.Owner), HttpStatusCode.Forbidden),
            (
                "invite",
                () => TwoCompanies.CommandAsync(chief.Device, "/v1/invitations", invitation),
                HttpStatusCode.Forbidden
            ),
            ("abroad", () => ChangeAsync(scene.Owner, scene.Others.Owner, "disable"), HttpStatusCode.NotFound),
            (
                "unknown",
                () => ChangeAsync(scene.Owner, UserId.New(TwoCompanies.Random), "enable"),
                HttpStatusCode.NotFound
            ),
        ];

        foreach ((string name, Func<Task<Reply>> call, HttpStatusCode status) in refused)
        {
            Reply reply = await scene.RefusedAsync(call);
            Assert.True(reply.Status == status, $"{name}: {reply.Body}");
        }

        (await GiveAsync(chief.Device, agent.User, AccountRole.Auditor)).IsNoContent();
        Assert.Equal(AccountRole.Auditor, (await MemberAsync(scene, agent.User)).Role);
        scene.Host.Time.Advance(TimeSpan.FromMinutes(5));
        Reply stale = await scene.RefusedAsync(() => ChangeAsync(chief.Device, agent.User, "disable"));
        stale.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.StepUpRequired);
    }

    private static Task<Reply> GiveAsync(TestDevice by, UserId user, AccountRole role) =>
        by.PutAsync($"/v1/staff/{user}/role", new ChangeRoleRequest(role), proof: true);

    private static Task<Reply> ChangeAsync(TestDevice by, UserId user, string what) =>
        by.PostAsync($"/v1/staff/{user}/{what}", new EmptyRequest(), proof: true);

    private static async Task<StaffMember> MemberAsync(TwoCompanies scene, UserId user) =>
        (await scene.Owner.GetAsync("/v1/staff")).As<StaffList>().Staff.Single(member => member.User == user);
}
