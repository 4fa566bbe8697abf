using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>Staff sign in with the company's provider, and nobody else does.</summary>
public sealed class OpenIdSignInTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Whoever_linked_an_identity_signs_in_with_it(string store)
    {
        await using OpenIdScene scene = await OpenAsync(store);
        Colleague agent = await scene.HireLinkedAsync();
        string? before = agent.Device.Cookie;

        await scene.SignInAsync(agent);

        Session session = (await agent.Device.GetAsync("/v1/session")).As<Session>();
        Assert.Equal(agent.User, session.User.Id);
        Assert.Equal(SignInMethod.OpenId, session.Method);
        Assert.NotEqual(before, agent.Device.Cookie);
        SecurityEventList events = (await agent.Device.GetAsync("/v1/security-events")).As<SecurityEventList>();
        Assert.Contains(events.Events, happened => happened.Kind == SecurityEventKind.OpenIdLinked);
        Assert.Contains(
            events.Events,
            happened => happened is { Kind: SecurityEventKind.SignedIn, Method: SignInMethod.OpenId }
        );
        await agent.Device.TokenAsync();
    }

    /// <summary>A provider that remembers somebody lets in whoever sits at their machine.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_sign_in_by_the_provider_is_no_fresh_verification(string store)
    {
        await using OpenIdScene scene = await OpenAsync(store);
        Colleague agent = await scene.HireLinkedAsync();
        await scene.SignInAsync(agent);

        Reply reply = await agent.Device.PostAsync("/v1/passkeys/options", new EmptyRequest(), proof: true);
        reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.StepUpRequired);

        (await scene.Companies.StepUpAsync(agent.Device, agent.Authenticator)).As<StepUpReply>();
        (await agent.Device.PostAsync("/v1/passkeys/options", new EmptyRequest(), proof: true)).As<PasskeyOptions>();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Where_passkeys_are_demanded_the_provider_lets_nobody_in_and_its_sessions_end(string store)
    {
        await using OpenIdScene scene = await OpenAsync(store);
        Colleague agent = await scene.HireLinkedAsync();
        await scene.SignInAsync(agent);
        TestDevice owner = scene.Companies.Owner;
        SignInPolicy policy = new(PasskeysOnly: true);
        (
            await owner.SendAsync(HttpMethod.Put, "/v1/sign-in/policy", TestDevice.Json(policy), proof: true)
        ).As<SignInPolicy>();

        Assert.Equal(HttpStatusCode.Unauthorized, (await agent.Device.GetAsync("/v1/session")).Status);
        Arrival arrival = await scene.SignInAsync();
        Assert.Equal(new Arrival(OpenIdCodes.PasskeyRequired, null), arrival);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_sign_in_ends_the_session_that_the_browser_had_when_it_left(string store)
    {
        await using OpenIdScene scene = await OpenAsync(store);
        Colleague agent = await scene.HireLinkedAsync();

        Arrival arrival = await scene.SignInAsync(agent.Device.Cookie);

        Assert.NotNull(arrival.Session);
        Reply old = await agent.Device.GetAsync("/v1/session");
        old.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.Unauthenticated);
    }

    /// <summary>Peer failure 10: an address or a name at the provider, equal to somebody's here, opens nothing.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Row_10_nothing_but_issuer_and_subject_tells_who_somebody_is(string store)
    {
        OpenIdCompanyProvider provider = await OpenIdCompanyProvider.StartAsync();
        await using OpenIdScene scene = await OpenIdScene.OpenAsync(stores, store, provider);
        Colleague agent = await scene.HireLinkedAsync();
        provider.Subject = "somebody-else";
        provider.Others["email"] = "agent@example.com";
        provider.Others["email_verified"] = "true";
        provider.Others["name"] = "Agent";
        provider.Others["preferred_username"] = agent.User.ToString();

        Assert.Equal(OpenIdCodes.Unknown, await scene.RefusedAsync(() => scene.SignInAsync()));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_same_subject_at_another_provider_is_somebody_else(string store)
    {
        OpenIdCompanyProvider provider = await OpenIdCompanyProvider.StartAsync();
        await using OpenIdScene scene = await OpenIdScene.OpenAsync(stores, store, provider);
        await scene.HireLinkedAsync();
        await using OpenIdHostileProvider other = await OpenIdHostileProvider.StartAsync();
        other.Subject = provider.Subject;

        await scene.ConfigureAsync(scene.Host.Settings.OpenId! with { Authority = other.Authority });

        Assert.Equal(OpenIdCodes.Unknown, await scene.RefusedAsync(() => scene.SignInAsync()));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_disabled_account_is_not_signed_in_and_an_enabled_one_is_again(string store)
    {
        await using OpenIdScene scene = await OpenAsync(store);
        Colleague agent = await scene.HireLinkedAsync();
        string path = $"/v1/staff/{agent.User}";
        (await scene.Companies.Owner.PostAsync($"{path}/disable", new EmptyRequest(), proof: true)).IsNoContent();

        Assert.Equal(OpenIdCodes.Unknown, await scene.RefusedAsync(() => scene.SignInAsync()));

        (await scene.Companies.Owner.PostAsync($"{path}/enable", new EmptyRequest(), proof: true)).IsNoContent();
        Assert.NotNull((await scene.SignInAsync()).Session);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_way_back_counts_once(string store)
    {
        await using OpenIdScene scene = await OpenAsync(store);
        await scene.HireLinkedAsync();
        Departure departure = await scene.LeaveAsync();
        string callback = await scene.VisitAsync(departure);
        Arrival first = await scene.ReturnAsync(callback, departure.Cookie);
        Assert.NotNull(first.Session);

        string? code = await scene.RefusedAsync(() => scene.ReturnAsync(callback, departure.Cookie));

        Assert.Equal(OpenIdCodes.Expired, code);
        using HttpResponseMessage session = await scene.GetAsync("/v1/session", first.Session);
        Assert.Equal(HttpStatusCode.OK, session.StatusCode);
    }

    /// <summary>Otherwise a link that somebody else prepared would sign a victim in as them.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Only_the_browser_that_left_comes_back(string store)
    {
        await using OpenIdScene scene = await OpenAsync(store);
        await scene.HireLinkedAsync();
        Departure departure = await scene.LeaveAsync();
        Departure another = await scene.LeaveAsync();
        string callback = await scene.VisitAsync(departure);

        Assert.Equal(OpenIdCodes.Expired, await scene.RefusedAsync(() => scene.ReturnAsync(callback, null)));
        Assert.Equal(OpenIdCodes.Expired, await scene.RefusedAsync(() => scene.ReturnAsync(callback, another.Cookie)));

        Assert.NotNull((await scene.ReturnAsync(callback, departure.Cookie)).Session);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_way_back_is_over_after_ten_minutes(string store)
    {
        await using OpenIdScene scene = await OpenAsync(store);
        await scene.HireLinkedAsync();
        Departure departure = await scene.LeaveAsync();
        string callback = await scene.VisitAsync(departure);
        scene.Host.Time.Advance(TimeSpan.FromMinutes(10));

        string? code = await scene.RefusedAsync(() => scene.ReturnAsync(callback, departure.Cookie));

        Assert.Equal(OpenIdCodes.Expired, code);
    }

    [Fact]
    public async Task A_made_up_way_back_leads_nowhere()
    {
        await using OpenIdScene scene = await OpenAsync(Stores.Sqlite);
        Departure departure = await scene.LeaveAsync();
        string[] queries =
        [
            "",
            "?code=made-up",
            "?code=made-up&state=made-up",
            "?code=made-up&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "?state=a&state=b&code=c&code=d",
        ];
        foreach (string query in queries)
        {
            string? code = await scene.RefusedAsync(() =>
                scene.ReturnAsync(OpenIdScene.CallbackPath + query, departure.Cookie)
            );
            Assert.Equal(OpenIdCodes.Expired, code);
        }
    }

    private async Task<OpenIdScene> OpenAsync(string store) =>
        await OpenIdScene.OpenAsync(stores, store, await OpenIdCompanyProvider.StartAsync());
}
