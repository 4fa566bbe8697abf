using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>Lost everything: the printed kit lets in, never alone and never at once.</summary>
public sealed class RecoveryTests(Stores stores)
{
    private static readonly TimeSpan ThreeDays = TimeSpan.FromHours(72);

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_sole_owner_waits_three_days_and_then_has_one_new_way_in(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireRegisteredAsync();
        using TestDevice kit = KitOf(scene, scene.Ours);
        using SoftwareAuthenticator fresh = new();
        Recovery asked = await AskAsync(kit, scene.Ours.Owner);

        Assert.Equal(scene.Host.Time.GetUtcNow() + ThreeDays, asked.ReadyAt!.Value, TimeSpan.FromMinutes(1));
        // Announced: everybody who works here sees it, and the owner's own list tells.
        Assert.Equal([asked.Id], (await ListAsync(agent.Device)).Select(recovery => recovery.Id));
        SecurityEventList told = (await scene.Owner.GetAsync("/v1/security-events")).As<SecurityEventList>();
        Assert.Equal(SecurityEventKind.RecoveryRequested, told.Events[0].Kind);
        scene.Host.Time.Advance(ThreeDays - TimeSpan.FromMinutes(1));
        // Asking again gains no time and loses none.
        Assert.Equal(asked.ReadyAt, (await AskAsync(kit, scene.Ours.Owner)).ReadyAt);
        Reply early = await scene.RefusedAsync(() => OfferAsync(kit, asked.Id));
        early.IsRefused(HttpStatusCode.Conflict, ProblemCodes.RecoveryWaiting);

        scene.Host.Time.Advance(TimeSpan.FromMinutes(2));
        await scene.SignInAsync(scene.Owner, scene.Ours.Authenticator);
        Reply done = await FinishAsync(scene, kit, asked.Id, fresh);
        Assert.Equal(scene.Ours.Owner, done.As<Session>().User.Id);

        Assert.Equal(HttpStatusCode.Unauthorized, (await scene.Owner.GetAsync("/v1/session")).Status);
        Reply old = await scene.RefusedAsync(() => scene.SignInAsync(scene.Ours.Authenticator));
        Assert.Equal(ProblemCodes.PasskeyRefused, old.Code);
        await scene.SignInAsync(scene.Owner, fresh);
        Assert.Single((await scene.Owner.GetAsync("/v1/passkeys")).As<OwnPasskeyList>().Passkeys);
        Reply again = await scene.RefusedAsync(() => OfferAsync(kit, asked.Id));
        again.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Where_there_is_a_second_administrator_they_approve_and_time_does_not(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague chief = await scene.HireRegisteredAsync(AccountRole.Administrator);
        Colleague agent = await scene.HireRegisteredAsync();
        using TestDevice kit = KitOf(scene, scene.Ours);
        using SoftwareAuthenticator fresh = new();
        Recovery asked = await AskAsync(kit, scene.Ours.Owner);
        Assert.True(asked.NeedsApproval);

        scene.Host.Time.Advance(ThreeDays + ThreeDays);
        Reply waiting = await scene.RefusedAsync(() => OfferAsync(kit, asked.Id));
        waiting.IsRefused(HttpStatusCode.Conflict, ProblemCodes.RecoveryWaiting);
        await scene.SignInAsync(scene.Owner, scene.Ours.Authenticator);
        await scene.SignInAsync(agent.Device, agent.Authenticator);
        await scene.SignInAsync(chief.Device, chief.Authenticator);
        Reply byItself = await scene.RefusedAsync(() => DecideAsync(scene.Owner, asked.Id, "approve"));
        Reply byAgent = await scene.RefusedAsync(() => DecideAsync(agent.Device, asked.Id, "approve"));
        Reply abroad = await scene.RefusedAsync(() => DecideAsync(scene.Others.OwnerDevice, asked.Id, "approve"));
        byItself.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        byAgent.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        Assert.NotEqual(HttpStatusCode.NoContent, abroad.Status);

        // They have the kit as well: what they approve of the owner's account opens the announced days and no more.
        (await DecideAsync(chief.Device, asked.Id, "approve")).IsNoContent();
        Reply announced = await scene.RefusedAsync(() => OfferAsync(kit, asked.Id));
        announced.IsRefused(HttpStatusCode.Conflict, ProblemCodes.RecoveryWaiting);
        scene.Host.Time.Advance(ThreeDays);
        (await FinishAsync(scene, kit, asked.Id, fresh)).As<Session>();
        await scene.SignInAsync(scene.Owner, fresh);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Who_could_give_the_role_anyway_approves_at_once_and_it_does_not_lie_ready_for_ever(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireRegisteredAsync();
        using TestDevice kit = KitOf(scene, scene.Ours);
        using SoftwareAuthenticator fresh = new();
        Recovery asked = await AskAsync(kit, agent.User);
        (await DecideAsync(scene.Owner, asked.Id, "approve")).IsNoContent();

        scene.Host.Time.Advance(TimeSpan.FromDays(7));
        Reply over = await scene.RefusedAsync(() => OfferAsync(kit, asked.Id));
        over.IsRefused(HttpStatusCode.Conflict, ProblemCodes.RecoveryWaiting);
        await scene.SignInAsync(scene.Owner, scene.Ours.Authenticator);
        Recovery again = await AskAsync(kit, agent.User);
        Assert.NotEqual(asked.Id, again.Id);
        (await DecideAsync(scene.Owner, again.Id, "approve")).IsNoContent();
        (await FinishAsync(scene, kit, again.Id, fresh)).As<Session>();
        await scene.SignInAsync(agent.Device, fresh);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_new_role_ends_a_recovery_that_was_approved_for_the_old_one(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireRegisteredAsync();
        using TestDevice kit = KitOf(scene, scene.Ours);
        Recovery asked = await AskAsync(kit, agent.User);
        (await DecideAsync(scene.Owner, asked.Id, "approve")).IsNoContent();

        ChangeRoleRequest raised = new(AccountRole.Administrator);
        (await scene.Owner.PutAsync($"/v1/staff/{agent.User}/role", raised, proof: true)).IsNoContent();

        Reply ended = await scene.RefusedAsync(() => OfferAsync(kit, asked.Id));
        ended.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Whoever_it_is_about_cancels_a_recovery_that_they_did_not_ask_for(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireRegisteredAsync();
        using TestDevice kit = KitOf(scene, scene.Ours);
        Recovery asked = await AskAsync(kit, scene.Ours.Owner);
        Reply foreign = await scene.RefusedAsync(() => DecideAsync(agent.Device, asked.Id, "cancel"));
        foreign.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);

        (await DecideAsync(scene.Owner, asked.Id, "cancel")).IsNoContent();

        scene.Host.Time.Advance(ThreeDays);
        Reply ended = await scene.RefusedAsync(() => OfferAsync(kit, asked.Id));
        ended.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        Assert.NotEqual(asked.Id, (await AskAsync(kit, scene.Ours.Owner)).Id);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Only_the_root_of_the_organisation_asks_and_only_for_its_own_people(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        using TestDevice kit = KitOf(scene, scene.Ours);
        using TestDevice stranger = new(scene.Host);
        Recovery asked = await AskAsync(kit, scene.Ours.Owner);
        using TestDevice theirs = KitOf(scene, scene.Others);
        scene.Host.Time.Advance(ThreeDays);
        (string Name, Func<Task<Reply>> Call)[] attempts =
        [
            ("a device key", () => scene.Owner.PostAsync("/v1/recovery", new EmptyRequest(), proof: true)),
            ("any key", () => stranger.PostAsync("/v1/recovery", new EmptyRequest(), proof: true)),
            ("any key asks", () => Post(stranger, "request", new RecoveryRequest(scene.Ours.Owner))),
            ("for a stranger", () => Post(kit, "request", new RecoveryRequest(scene.Others.Owner))),
            ("for nobody", () => Post(kit, "request", new RecoveryRequest(UserId.New(TwoCompanies.Random)))),
            ("another root", () => OfferAsync(theirs, asked.Id)),
            ("any key goes on", () => OfferAsync(stranger, asked.Id)),
        ];

        foreach ((string name, Func<Task<Reply>> call) in attempts)
        {
            Reply reply = await scene.RefusedAsync(call);
            Assert.True(reply.Code == ProblemCodes.NotFound, $"{name}: {reply.Body}");
        }

        Reply bare = await scene.RefusedAsync(() => kit.PostAsync("/v1/recovery", new EmptyRequest()));
        bare.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.ProofRequired);
    }

    /// <summary>A client whose key is the root out of the printed kit.</summary>
    private static TestDevice KitOf(TwoCompanies scene, TestOrganisation organisation) =>
        new(scene.Host) { Key = organisation.Root };

    private static Task<Reply> Post(TestDevice kit, string what, object body) =>
        kit.PostAsync($"/v1/recovery/{what}", body, proof: true);

    private static async Task<Recovery> AskAsync(TestDevice kit, UserId user) =>
        (await Post(kit, "request", new RecoveryRequest(user))).As<RecoveryView>().Recoveries.Single();

    private static Task<Reply> OfferAsync(TestDevice kit, RecoveryId recovery) =>
        Post(kit, "options", new RecoveryOptionsRequest(recovery));

    private static async Task<Reply> FinishAsync(
        TwoCompanies scene,
        TestDevice kit,
        RecoveryId recovery,
        SoftwareAuthenticator fresh
    )
    {
        PasskeyOptions options = (await OfferAsync(kit, recovery)).As<PasskeyOptions>();
        FinishRecoveryRequest request = new(
            recovery,
            options.Challenge,
            fresh.Register(options, scene.Host.Settings.PublicOrigin)
        );
        return await Post(kit, "finish", request);
    }

    private static Task<Reply> DecideAsync(TestDevice by, RecoveryId recovery, string what) =>
        by.PostAsync($"/v1/recoveries/{recovery}/{what}", new EmptyRequest(), proof: true);

    private static async Task<IReadOnlyList<Recovery>> ListAsync(TestDevice device) =>
        (await device.GetAsync("/v1/recoveries")).As<RecoveryList>().Recoveries;
}
