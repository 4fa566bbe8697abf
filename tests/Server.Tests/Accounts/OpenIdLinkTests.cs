using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>An identity is linked by somebody who is signed in and there, to their own account and to one only.</summary>
public sealed class OpenIdLinkTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_link_is_listed_with_its_use_and_removed_with_the_sessions_it_began(string store)
    {
        await using OpenIdScene scene = await OpenAsync(store);
        Colleague agent = await scene.HireLinkedAsync();
        OwnOpenId unused = Assert.Single(await ListAsync(agent));
        Assert.Equal(scene.Provider.Issuer, unused.Issuer);
        Assert.Null(unused.LastUsedAt);
        Arrival elsewhere = await scene.SignInAsync();
        OwnOpenId used = Assert.Single(await ListAsync(agent));
        Assert.NotNull(used.LastUsedAt);

        (await RemoveAsync(agent, used.Id)).IsNoContent();

        Assert.Empty(await ListAsync(agent));
        using HttpResponseMessage session = await scene.GetAsync("/v1/session", elsewhere.Session);
        Assert.Equal(HttpStatusCode.Unauthorized, session.StatusCode);
        Assert.Equal(OpenIdCodes.Unknown, await scene.RefusedAsync(() => scene.SignInAsync()));
        SecurityEventList events = (await agent.Device.GetAsync("/v1/security-events")).As<SecurityEventList>();
        Assert.Contains(events.Events, happened => happened.Kind == SecurityEventKind.OpenIdUnlinked);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_identity_belongs_to_one_account_and_an_account_has_one_of_a_provider(string store)
    {
        OpenIdCompanyProvider provider = await OpenIdCompanyProvider.StartAsync();
        await using OpenIdScene scene = await OpenIdScene.OpenAsync(stores, store, provider);
        Colleague agent = await scene.HireLinkedAsync();
        Colleague other = await scene.Companies.HireCertifiedAsync();
        Departure second = await OpenIdScene.LeaveToLinkAsync(other.Device);
        Assert.Equal(OpenIdCodes.Taken, await scene.RefusedAsync(() => scene.ReturnAsync(second)));

        provider.Subject = "a-second-subject";
        Departure again = await OpenIdScene.LeaveToLinkAsync(agent.Device);
        Assert.Equal(OpenIdCodes.Taken, await scene.RefusedAsync(() => scene.ReturnAsync(again)));

        await scene.LinkAsync(other);
        Assert.Equal(other.User, await WhoAsync(scene, await scene.SignInAsync()));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_session_that_has_ended_links_nothing(string store)
    {
        await using OpenIdScene scene = await OpenAsync(store);
        Colleague agent = await scene.Companies.HireCertifiedAsync();
        Departure departure = await OpenIdScene.LeaveToLinkAsync(agent.Device);
        string callback = await scene.VisitAsync(departure);
        (await agent.Device.PostAsync("/v1/sign-out", new EmptyRequest())).IsNoContent();
        // Somebody else's session in the same browser does not help: the ceremony is of the one that asked.
        await scene.Companies.SignInAsync(agent.Device, agent.Authenticator);

        string? code = await scene.RefusedAsync(() =>
            scene.ReturnAsync(callback, $"{departure.Cookie}; {agent.Device.Cookie}")
        );

        Assert.Equal(OpenIdCodes.Expired, code);
        Assert.Empty(await ListAsync(agent));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_link_is_finished_by_the_browser_that_began_it(string store)
    {
        await using OpenIdScene scene = await OpenAsync(store);
        Colleague agent = await scene.Companies.HireCertifiedAsync();
        Departure departure = await OpenIdScene.LeaveToLinkAsync(agent.Device);
        Departure victim = await scene.LeaveAsync();
        string callback = await scene.VisitAsync(departure);

        Assert.Equal(OpenIdCodes.Expired, await scene.RefusedAsync(() => scene.ReturnAsync(callback, victim.Cookie)));
        Assert.Empty(await ListAsync(agent));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Linking_and_unlinking_need_the_device_key_and_a_fresh_verification(string store)
    {
        await using OpenIdScene scene = await OpenAsync(store);
        Colleague agent = await scene.HireLinkedAsync();
        string id = Assert.Single(await ListAsync(agent)).Id;
        foreach (string path in new[] { "/v1/openid/link", $"/v1/openid/{id}/remove" })
        {
            Reply unproved = await agent.Device.PostAsync(path, new EmptyRequest());
            unproved.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.ProofRequired);
        }

        scene.Host.Time.Advance(TimeSpan.FromMinutes(5));
        foreach (string path in new[] { "/v1/openid/link", $"/v1/openid/{id}/remove" })
        {
            Reply stale = await agent.Device.PostAsync(path, new EmptyRequest(), proof: true);
            stale.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.StepUpRequired);
        }
    }

    /// <summary>The provider can close this way at any time, so it does not count as one that is left.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_link_is_no_way_in_that_replaces_the_last_one(string store)
    {
        await using OpenIdScene scene = await OpenAsync(store);
        Colleague agent = await scene.HireLinkedAsync();
        OwnPasskeyList passkeys = (await agent.Device.GetAsync("/v1/passkeys")).As<OwnPasskeyList>();
        string path = $"/v1/passkeys/{Assert.Single(passkeys.Passkeys).Id}/remove";
        Reply kept = await agent.Device.PostAsync(path, new EmptyRequest(), proof: true);
        kept.IsRefused(HttpStatusCode.Conflict, ProblemCodes.LastWayIn);

        // The way in is gone without the rule's help, as if an operator had removed it.
        await scene.Host.Database.WriteAsync(transaction =>
            transaction.Execute("DELETE FROM passkeys WHERE user_id = @user", new { user = agent.User.ToString() })
        );
        Reply reply = await RemoveAsync(agent, Assert.Single(await ListAsync(agent)).Id);
        reply.IsRefused(HttpStatusCode.Conflict, ProblemCodes.LastWayIn);
        Assert.Single(await ListAsync(agent));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Another_organisation_on_the_server_has_no_part_in_it(string store)
    {
        await using OpenIdScene scene = await OpenAsync(store);
        Colleague agent = await scene.HireLinkedAsync();
        string id = Assert.Single(await ListAsync(agent)).Id;
        TestDevice others = scene.Companies.Others.OwnerDevice;

        Reply link = await others.PostAsync("/v1/openid/link", new EmptyRequest(), proof: true);
        link.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        Reply remove = await others.PostAsync($"/v1/openid/{id}/remove", new EmptyRequest(), proof: true);
        remove.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        Reply ownersTry = await scene.Companies.Owner.PostAsync(
            $"/v1/openid/{id}/remove",
            new EmptyRequest(),
            proof: true
        );
        ownersTry.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        Assert.Single(await ListAsync(agent));

        await scene.ConfigureAsync(scene.Host.Settings.OpenId! with { Organisation = scene.Companies.Others.Id });
        Assert.Equal(OpenIdCodes.Unknown, await scene.RefusedAsync(() => scene.SignInAsync()));
    }

    private static async Task<UserId> WhoAsync(OpenIdScene scene, Arrival arrival)
    {
        using TestDevice browser = new(scene.Host, arrival.Session);
        return (await browser.GetAsync("/v1/session")).As<Session>().User.Id;
    }

    private static async Task<IReadOnlyList<OwnOpenId>> ListAsync(Colleague colleague) =>
        (await colleague.Device.GetAsync("/v1/openid")).As<OwnOpenIdList>().Identities;

    private static Task<Reply> RemoveAsync(Colleague colleague, string id) =>
        colleague.Device.PostAsync($"/v1/openid/{id}/remove", new EmptyRequest(), proof: true);

    private async Task<OpenIdScene> OpenAsync(string store) =>
        await OpenIdScene.OpenAsync(stores, store, await OpenIdCompanyProvider.StartAsync());
}
