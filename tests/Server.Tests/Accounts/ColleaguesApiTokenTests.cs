using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>Administrators see and end the programs of colleagues, and what ended is forgotten.</summary>
public sealed class ColleaguesApiTokenTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_administrator_lists_a_colleagues_tokens_and_ends_one_of_them(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireCertifiedAsync();
        ApiTokenCreated kept = await ApiTokenScene.CreateAsync(agent.Device);
        ApiTokenCreated ended = await ApiTokenScene.CreateAsync(agent.Device);
        TestDevice program = ApiTokenScene.ProgramOf(scene.Host, agent.Device, ended.Token);
        string token = await program.TokenAsync();

        OwnApiTokenList listed = (await scene.Owner.GetAsync(PathOf(agent))).As<OwnApiTokenList>();
        (await RevokeAsync(scene.Owner, agent, ended.Id)).IsNoContent();
        Reply again = await scene.RefusedAsync(() => RevokeAsync(scene.Owner, agent, ended.Id));

        Assert.Equal(new[] { kept.Id, ended.Id }.ToHashSet(), listed.Tokens.Select(each => each.Id).ToHashSet());
        again.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/v1/conversations", token)).Status);
        Assert.Equal(kept.Id, Assert.Single(await ApiTokenScene.ListAsync(agent.Device)).Id);
        Assert.Single(await ApiTokenScene.EventsAsync(agent.Device, SecurityEventKind.ApiTokenRevoked));
        Assert.Empty(await ApiTokenScene.EventsAsync(scene.Owner, SecurityEventKind.ApiTokenRevoked));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Nobody_else_sees_or_ends_them(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireCertifiedAsync();
        Colleague bystander = await scene.HireCertifiedAsync();
        ApiTokenCreated theirs = await ApiTokenScene.CreateAsync(agent.Device);
        ApiTokenCreated owners = await ApiTokenScene.CreateAsync(scene.Owner);
        TestDevice stranger = scene.Others.OwnerDevice;

        (TestDevice Who, HttpStatusCode Status, string Code)[] refused =
        [
            (bystander.Device, HttpStatusCode.Forbidden, ProblemCodes.Forbidden),
            (stranger, HttpStatusCode.NotFound, ProblemCodes.NotFound),
        ];
        foreach ((TestDevice who, HttpStatusCode status, string code) in refused)
        {
            (await who.GetAsync(PathOf(agent))).IsRefused(status, code);
            Reply reply = await scene.RefusedAsync(() => RevokeAsync(who, agent, theirs.Id));
            reply.IsRefused(status, code);
        }

        // A token is its holder's: under another person's path it is nobody's.
        Reply misplaced = await scene.RefusedAsync(() => RevokeAsync(scene.Owner, bystander, theirs.Id));
        misplaced.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        // One's own are ended under one's own path, where they are one's own.
        string own = $"/v1/staff/{scene.Ours.Owner}/api-tokens";
        (await scene.Owner.GetAsync(own)).IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        Reply self = await scene.RefusedAsync(() =>
            scene.Owner.PostAsync($"{own}/{owners.Id}/revoke", new EmptyRequest(), proof: true)
        );
        self.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        Assert.Single(await ApiTokenScene.ListAsync(agent.Device));
        Assert.Single(await ApiTokenScene.ListAsync(scene.Owner));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_ended_or_expired_thirty_days_ago_is_forgotten_and_what_was_audited_stays(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        ApiTokenCreated ended = await ApiTokenScene.CreateAsync(scene.Owner);
        CreateApiTokenRequest wanted = ApiTokenScene.Wanted(scene.Owner);
        await ApiTokenScene.CreateAsync(scene.Owner, wanted with { Days = 1 });
        await ApiTokenScene.CreateAsync(scene.Owner, wanted with { Days = 60 });
        string path = $"{ApiTokenScene.Path}/{ended.Id}/revoke";
        (await scene.Owner.PostAsync(path, new EmptyRequest(), proof: true)).IsNoContent();
        long audited = await CountAsync(scene, "audit_entries");

        scene.Host.Time.Advance(TimeSpan.FromDays(29));
        await scene.Host.ForgetOverdueAsync();
        long before = await CountAsync(scene, "api_tokens");
        scene.Host.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        await scene.Host.ForgetOverdueAsync();
        long afterRevoked = await CountAsync(scene, "api_tokens");
        scene.Host.Time.Advance(TimeSpan.FromDays(1));
        await scene.Host.ForgetOverdueAsync();

        Assert.Equal((3, 2), (before, afterRevoked));
        Assert.Equal(1, await CountAsync(scene, "api_tokens"));
        Assert.Equal(audited, await CountAsync(scene, "audit_entries"));
    }

    private static string PathOf(Colleague colleague) => $"/v1/staff/{colleague.User}/api-tokens";

    private static Task<Reply> RevokeAsync(TestDevice who, Colleague holder, ApiTokenId token) =>
        who.PostAsync($"{PathOf(holder)}/{token}/revoke", new EmptyRequest(), proof: true);

    private static Task<long> CountAsync(TwoCompanies scene, string table) =>
        scene.Host.Database.ReadAsync(reader => reader.GetAsync<long>($"SELECT COUNT(*) FROM {table}"));
}
