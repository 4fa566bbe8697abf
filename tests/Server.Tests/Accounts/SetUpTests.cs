using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

public sealed class SetUpTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Set_up_makes_an_organisation_that_can_be_written_to_and_uses_the_link_up(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        using SetUpPlan plan = await SetUpPlan.MakeAsync(scene);

        Reply reply = await plan.PostAsync(await plan.RequestAsync());
        Session session = reply.As<Session>();
        InboxDirectory directory = (await scene.GetAsync($"/v1/inboxes/{plan.Inbox}")).As<InboxDirectory>();

        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Equal((plan.Owner, AccountRole.Owner), (session.User.Id, session.User.Role));
        Assert.Equal(scene.Host.Settings.PublicOrigin, session.PublicOrigin);
        ListedAgent agent = Assert.Single(directory.Agents);
        Assert.Equal(plan.Device.Id, agent.Device);
        Assert.False(agent.OnDuty);
        Assert.Equal(plan.Root.PublicKey.Raw, directory.Root);
        Assert.Single(directory.Revocations);
        Assert.Equal(
            1,
            await scene.Host.Database.ReadAsync(reader =>
                reader.GetAsync<long>(
                    "SELECT COUNT(*) FROM audit_entries WHERE organisation_id = @id AND kind = 'OrganisationCreated'",
                    new { id = plan.Organisation.ToString() }
                )
            )
        );
        Reply again = await scene.RefusedAsync(() => scene.GetAsync("/v1/setup", ("Sotto-Setup", plan.Token)));
        again.IsRefused(HttpStatusCode.Gone, ProblemCodes.SetupUsed);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Parts_that_do_not_belong_together_change_nothing(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        using SetUpPlan plan = await SetUpPlan.MakeAsync(scene);
        using SigningKey strange = SigningKey.Generate();
        IEnumerable<KeyValuePair<string, Func<SetUpRequest, SetUpRequest>>> changes =
        [
            .. SetUpChanges.OfIdentity(scene, plan, strange),
            .. SetUpChanges.OfCertificates(scene, plan, strange),
            .. SetUpChanges.OfTexts,
        ];

        foreach ((string name, Func<SetUpRequest, SetUpRequest> change) in changes)
        {
            SetUpRequest request = change(await plan.RequestAsync());
            Reply reply = await scene.RefusedAsync(() => plan.PostAsync(request));
            Assert.True(
                reply.Code is ProblemCodes.Malformed or ProblemCodes.NotCertified or ProblemCodes.Conflict,
                $"{name}: {reply.Code}"
            );
            Assert.Empty(reply.Cookies);
        }

        Reply honest = await plan.PostAsync(await plan.RequestAsync());
        Assert.Equal(HttpStatusCode.Created, honest.Status);
    }

    /// <summary>What a kit proves names the organisation: with two of one root, neither could be recovered.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_root_is_of_one_organisation(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        using SetUpPlan plan = await SetUpPlan.MakeAsync(scene, root: scene.Ours.Root);
        SetUpRequest request = await plan.RequestAsync();

        Reply refused = await scene.RefusedAsync(() => plan.PostAsync(request));

        refused.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_device_that_set_up_certifies_is_the_one_that_proved_its_key(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        using SetUpPlan plan = await SetUpPlan.MakeAsync(scene);
        using TestDevice other = new(scene.Host);
        SetUpRequest request = await plan.RequestAsync();

        Reply byAnother = await scene.RefusedAsync(() => plan.PostAsync(request, other));
        Reply bare = await scene.RefusedAsync(() => scene.PostAsync("/v1/setup", request, ("Sotto-Setup", plan.Token)));

        byAnother.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
        bare.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.ProofRequired);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_forged_passkey_does_not_become_the_owners(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        using SetUpPlan plan = await SetUpPlan.MakeAsync(scene);
        Forgery[] forgeries =
        [
            new() { Flags = Forgery.UserPresent },
            new() { Flags = Forgery.UserVerified },
            new() { Origin = "https://evil.example" },
            new() { CrossOrigin = true },
            new() { TopOrigin = "https://evil.example" },
            new() { RelyingParty = "evil.example" },
            new() { Type = "webauthn.get" },
            new() { Challenge = new byte[32] },
        ];

        foreach (Forgery forgery in forgeries)
        {
            SetUpRequest request = await plan.RequestAsync(forgery);
            Reply reply = await scene.RefusedAsync(() => plan.PostAsync(request));
            Assert.True(reply.Code == ProblemCodes.PasskeyRefused, forgery.ToString());
            Reply second = await scene.RefusedAsync(() => plan.PostAsync(request));
            Assert.Equal(ProblemCodes.ChallengeUsed, second.Code);
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_link_is_over_after_a_day_and_an_invented_one_never_began(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        using SetUpPlan plan = await SetUpPlan.MakeAsync(scene);

        scene.Host.Time.Advance(TimeSpan.FromHours(24));

        foreach (string token in new[] { plan.Token, new string('A', 43), "short", "" })
        {
            Reply reply = await scene.RefusedAsync(() => scene.GetAsync("/v1/setup", ("Sotto-Setup", token)));
            reply.IsRefused(HttpStatusCode.Gone, ProblemCodes.SetupUsed);
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Of_two_who_race_for_a_link_one_becomes_the_owner(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        using SetUpPlan first = await SetUpPlan.MakeAsync(scene);
        using SetUpPlan second = await SetUpPlan.MakeAsync(scene, first.Token);
        SetUpRequest one = await first.RequestAsync();
        SetUpRequest two = await second.RequestAsync();

        Reply[] replies = await Task.WhenAll(first.PostAsync(one), second.PostAsync(two));

        Assert.Single(replies, reply => reply.Status == HttpStatusCode.Created);
        Assert.Single(replies, reply => reply.Status == HttpStatusCode.Gone);
    }
}
