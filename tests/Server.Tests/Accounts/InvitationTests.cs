using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

public sealed class InvitationTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_invitation_makes_one_agent_with_the_name_that_the_owner_chose(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        string token = await scene.InviteAsync("  Ida  ");
        InvitationView view = (
            await scene.GetAsync("/v1/invitation", ("Sotto-Invitation", token))
        ).As<InvitationView>();
        Colleague agent = await scene.AcceptAsync(token);

        Session session = (await agent.Device.GetAsync("/v1/session")).As<Session>();
        InvitationSummary summary = Assert.Single(
            (await scene.Owner.GetAsync("/v1/invitations")).As<InvitationList>().Invitations
        );

        Assert.Equal("Ida", view.Name);
        Assert.Equal(("Ida", AccountRole.Agent), (session.User.Name, session.User.Role));
        Assert.Equal(scene.Ours.Id, session.Organisation.Id);
        Assert.NotNull(summary.UsedAt);
        Assert.Empty((await scene.Others.OwnerDevice.GetAsync("/v1/invitations")).As<InvitationList>().Invitations);
        Reply again = await scene.RefusedAsync(() =>
            scene.InvitedAsync(
                "/v1/invitation/options",
                token,
                new InvitationOptionsRequest(UserId.New(TwoCompanies.Random))
            )
        );
        again.IsRefused(HttpStatusCode.Gone, ProblemCodes.InvitationUsed);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_invitation_admits_one_of_many_who_race_for_it(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        string token = await scene.InviteAsync();
        List<AcceptInvitationRequest> requests = [];
        for (int i = 0; i < 8; i++)
        {
            requests.Add(await PrepareAsync(scene, token));
        }

        Reply[] replies = await Task.WhenAll(
            requests.Select(request => scene.InvitedAsync("/v1/invitation", token, request))
        );

        Assert.Single(replies, reply => reply.Status == HttpStatusCode.Created);
        Assert.All(
            replies.Where(reply => reply.Status != HttpStatusCode.Created),
            reply => Assert.Equal(ProblemCodes.InvitationUsed, reply.Code)
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_invitation_is_over_after_seven_days(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        string token = await scene.InviteAsync();

        scene.Host.Time.Advance(TimeSpan.FromDays(7));

        (await scene.GetAsync("/v1/invitation", ("Sotto-Invitation", token))).IsRefused(
            HttpStatusCode.Gone,
            ProblemCodes.InvitationUsed
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_challenge_of_one_invitation_or_person_does_not_serve_another(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        string first = await scene.InviteAsync();
        string second = await scene.InviteAsync();

        AcceptInvitationRequest forSecond = await PrepareAsync(scene, first);
        Reply crossed = await scene.RefusedAsync(() => scene.InvitedAsync("/v1/invitation", second, forSecond));
        AcceptInvitationRequest request = await PrepareAsync(scene, first);
        AcceptInvitationRequest asAnother = request with { User = UserId.New(TwoCompanies.Random) };
        Reply renamed = await scene.RefusedAsync(() => scene.InvitedAsync("/v1/invitation", first, asAnother));

        Assert.Equal(ProblemCodes.ChallengeUsed, crossed.Code);
        Assert.Equal(ProblemCodes.ChallengeUsed, renamed.Code);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_account_or_passkey_that_exists_is_not_taken_over(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        string token = await scene.InviteAsync();

        Reply account = await scene.RefusedAsync(() =>
            scene.InvitedAsync("/v1/invitation/options", token, new InvitationOptionsRequest(scene.Others.Owner))
        );
        UserId user = UserId.New(TwoCompanies.Random);
        PasskeyOptions options = await OptionsAsync(scene, token, user);
        AcceptInvitationRequest request = new(
            options.Challenge,
            user,
            scene.Others.Authenticator.Register(options, scene.Host.Settings.PublicOrigin)
        );
        Reply passkey = await scene.RefusedAsync(() => scene.InvitedAsync("/v1/invitation", token, request));

        Assert.Equal(ProblemCodes.Conflict, account.Code);
        Assert.Equal(ProblemCodes.PasskeyRefused, passkey.Code);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Only_the_owner_with_a_registered_device_invites_and_only_to_own_inboxes(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireCertifiedAsync();
        using TestDevice thief = new(scene.Host, scene.Owner.Cookie);
        InviteRequest request = new("Eve", AccountRole.Agent, [scene.Ours.Inbox]);
        InviteRequest foreign = request with { Inboxes = [scene.Others.Inbox] };
        const string path = "/v1/invitations";

        Reply byAgent = await scene.RefusedAsync(() => TwoCompanies.CommandAsync(agent.Device, path, request));
        Reply byThief = await scene.RefusedAsync(() => TwoCompanies.CommandAsync(thief, path, request));
        Reply bare = await scene.RefusedAsync(() =>
            scene.Owner.PostAsync(path, request, idempotencyKey: TestDevice.NewMessageId())
        );
        Reply elsewhere = await scene.RefusedAsync(() => TwoCompanies.CommandAsync(scene.Owner, path, foreign));
        Reply asOwner = await scene.RefusedAsync(() =>
            TwoCompanies.CommandAsync(scene.Owner, path, request with { Role = AccountRole.Owner })
        );
        Reply keyless = await scene.RefusedAsync(() => scene.Owner.PostAsync(path, request, proof: true));

        byAgent.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        byThief.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.ProofRequired);
        bare.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.ProofRequired);
        elsewhere.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        asOwner.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        keyless.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
        (await agent.Device.GetAsync(path)).IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_cookie_without_our_header_is_a_foreign_form_and_refused(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);

        Reply reply = await scene.RefusedAsync(() =>
            scene.PostAsync("/v1/sign-out", new EmptyRequest(), ("Cookie", scene.Owner.Cookie!))
        );

        reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_invitation_that_nobody_has_taken_up_can_be_withdrawn_and_its_link_is_over(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        InviteRequest request = new("Ida", AccountRole.Agent, [scene.Ours.Inbox]);
        MessageId key = TestDevice.NewMessageId();
        Task<Reply> Invite() => TwoCompanies.CommandAsync(scene.Owner, "/v1/invitations", request, key);
        string token = (await Invite()).As<InvitationCreated>().Invitation;
        AcceptInvitationRequest acceptance = await PrepareAsync(scene, token);
        string path = $"/v1/invitations/{Assert.Single(await ListAsync(scene)).Id}/withdraw";
        TestDevice stranger = scene.Others.OwnerDevice;

        Reply theirs = await scene.RefusedAsync(() => stranger.PostAsync(path, new EmptyRequest(), proof: true));
        (await scene.Owner.PostAsync(path, new EmptyRequest(), proof: true)).IsNoContent();
        Reply twice = await scene.RefusedAsync(() => scene.Owner.PostAsync(path, new EmptyRequest(), proof: true));
        Reply late = await scene.RefusedAsync(() => scene.InvitedAsync("/v1/invitation", token, acceptance));
        Reply retried = await scene.RefusedAsync(Invite);

        theirs.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        twice.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        late.IsRefused(HttpStatusCode.Gone, ProblemCodes.InvitationUsed);
        retried.IsRefused(HttpStatusCode.Gone, ProblemCodes.InvitationUsed);
        Assert.True(Assert.Single(await ListAsync(scene)).ExpiresAt <= scene.Host.Time.GetUtcNow());
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_invitation_that_was_used_or_is_for_a_higher_role_is_not_withdrawn(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague administrator = await scene.HireRegisteredAsync(AccountRole.Administrator);
        string used = Assert.Single(await ListAsync(scene)).Id;
        await scene.InviteAsync("Abe", AccountRole.Administrator);
        string higher = Assert.Single(await ListAsync(scene), each => each.Id != used).Id;
        Task<Reply> Withdraw(TestDevice who, string id) =>
            who.PostAsync($"/v1/invitations/{id}/withdraw", new EmptyRequest(), proof: true);

        Reply gone = await scene.RefusedAsync(() => Withdraw(scene.Owner, used));
        Reply forbidden = await scene.RefusedAsync(() => Withdraw(administrator.Device, higher));

        gone.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        forbidden.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_retry_leaves_one_invitation_and_only_its_last_secret_works(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        InviteRequest request = new("Ida", AccountRole.Agent, [scene.Ours.Inbox]);
        MessageId key = TestDevice.NewMessageId();

        string first = (await TwoCompanies.CommandAsync(scene.Owner, "/v1/invitations", request, key))
            .As<InvitationCreated>()
            .Invitation;
        string second = (await TwoCompanies.CommandAsync(scene.Owner, "/v1/invitations", request, key))
            .As<InvitationCreated>()
            .Invitation;
        Reply other = await scene.RefusedAsync(() =>
            TwoCompanies.CommandAsync(scene.Owner, "/v1/invitations", request with { Name = "Eve" }, key)
        );

        Assert.Single((await scene.Owner.GetAsync("/v1/invitations")).As<InvitationList>().Invitations);
        Assert.Equal(HttpStatusCode.Gone, (await scene.GetAsync("/v1/invitation", ("Sotto-Invitation", first))).Status);
        Assert.Equal(HttpStatusCode.OK, (await scene.GetAsync("/v1/invitation", ("Sotto-Invitation", second))).Status);
        other.IsRefused(HttpStatusCode.UnprocessableEntity, ProblemCodes.IdempotencyMismatch);
        long secrets = await scene.Host.Database.ReadAsync(reader =>
            reader.GetAsync<long>(
                "SELECT COUNT(*) FROM idempotency_keys WHERE reply LIKE @first OR reply LIKE @second",
                new { first = $"%{first}%", second = $"%{second}%" }
            )
        );
        Assert.Equal(0, secrets);
    }

    private static async Task<IReadOnlyList<InvitationSummary>> ListAsync(TwoCompanies scene) =>
        (await scene.Owner.GetAsync("/v1/invitations")).As<InvitationList>().Invitations;

    private static async Task<PasskeyOptions> OptionsAsync(TwoCompanies scene, string token, UserId user) =>
        (
            await scene.InvitedAsync("/v1/invitation/options", token, new InvitationOptionsRequest(user))
        ).As<PasskeyOptions>();

    private static async Task<AcceptInvitationRequest> PrepareAsync(TwoCompanies scene, string token)
    {
        UserId user = UserId.New(TwoCompanies.Random);
        using SoftwareAuthenticator authenticator = new();
        PasskeyOptions options = await OptionsAsync(scene, token, user);
        return new AcceptInvitationRequest(
            options.Challenge,
            user,
            authenticator.Register(options, scene.Host.Settings.PublicOrigin)
        );
    }
}
