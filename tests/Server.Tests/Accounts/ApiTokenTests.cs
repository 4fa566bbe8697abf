using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>How API tokens come about, what they are worth to whom, and what ends them.</summary>
public sealed class ApiTokenTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_token_is_shown_once_listed_without_its_secret_and_lets_its_program_in(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        LogCapture logs = new();
        scene.Host.Services.GetRequiredService<ILoggerFactory>().AddProvider(logs);

        ApiTokenCreated created = await ApiTokenScene.CreateAsync(scene.Owner);
        Assert.StartsWith("sotto_at_", created.Token, StringComparison.Ordinal);
        Assert.Equal(scene.Host.Time.GetUtcNow() + TimeSpan.FromDays(30), created.ExpiresAt, TimeSpan.FromMinutes(1));
        OwnApiToken unused = Assert.Single(await ApiTokenScene.ListAsync(scene.Owner));
        Assert.Equal((created.Id, "Nightly export", scene.Owner.Id), (unused.Id, unused.Name, unused.Device));
        Assert.Equal(("Browser", null, null), (unused.DeviceName, unused.LastUsedAt, unused.Place));
        Assert.Equal(ApiTokenScene.AllScopes, unused.Scopes);

        TestDevice program = ApiTokenScene.ProgramOf(scene.Host, scene.Owner, created.Token);
        string token = await program.TokenAsync();
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/v1/conversations", token)).Status);
        using TestSocket socket = await program.ConnectAsync();
        await socket.MissedAsync();

        OwnApiToken used = Assert.Single(await ApiTokenScene.ListAsync(scene.Owner));
        Assert.Equal("127.0.0.0/24", used.Place);
        Assert.Equal(scene.Host.Time.GetUtcNow(), used.LastUsedAt!.Value, TimeSpan.FromMinutes(1));
        Assert.Single(await ApiTokenScene.EventsAsync(scene.Owner, SecurityEventKind.ApiTokenCreated));
        string secret = created.Token["sotto_at_".Length..];
        Assert.DoesNotContain(logs.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        await IsNowhereStoredAsync(scene, secret);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_a_token_may_not_be_is_refused_and_creates_nothing(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague waiting = await scene.HireRegisteredAsync();
        CreateApiTokenRequest good = ApiTokenScene.Wanted(scene.Owner);
        (object Body, string Code)[] wrong =
        [
            (good with { Name = " " }, ProblemCodes.Malformed),
            (good with { Name = new string('a', 61) }, ProblemCodes.Malformed),
            (good with { Scopes = [] }, ProblemCodes.Malformed),
            (good with { Scopes = [ApiScope.DirectoryRead, ApiScope.DirectoryRead] }, ProblemCodes.Malformed),
            (good with { Days = 0 }, ProblemCodes.Malformed),
            (good with { Days = 91 }, ProblemCodes.Malformed),
            (
                new
                {
                    name = "a",
                    scopes = new[] { "everything" },
                    device = scene.Owner.Id,
                    days = 1,
                },
                ProblemCodes.Malformed
            ),
            (good with { Device = DeviceId.New(TwoCompanies.Random) }, ProblemCodes.NotFound),
            (good with { Device = waiting.Device.Id }, ProblemCodes.NotFound),
            (good with { Device = scene.Others.OwnerDevice.Id }, ProblemCodes.NotFound),
        ];
        foreach ((object body, string code) in wrong)
        {
            Reply refused = await scene.RefusedAsync(() =>
                scene.Owner.PostAsync(ApiTokenScene.Path, body, proof: true)
            );
            Assert.Equal(code, refused.Code);
        }

        CreateApiTokenRequest uncertified = ApiTokenScene.Wanted(waiting.Device);
        Reply early = await scene.RefusedAsync(() =>
            waiting.Device.PostAsync(ApiTokenScene.Path, uncertified, proof: true)
        );
        Assert.Equal(ProblemCodes.NotCertified, early.Code);
        Reply bare = await scene.RefusedAsync(() => scene.Owner.PostAsync(ApiTokenScene.Path, good));
        bare.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.ProofRequired);
        for (int i = 0; i < Limits.ApiTokens; i++)
        {
            await ApiTokenScene.CreateAsync(scene.Owner);
        }

        Reply full = await scene.RefusedAsync(() => scene.Owner.PostAsync(ApiTokenScene.Path, good, proof: true));
        Assert.Equal(ProblemCodes.Quota, full.Code);
        scene.Host.Time.Advance(TimeSpan.FromMinutes(6));
        Reply stale = await scene.RefusedAsync(() => scene.Owner.PostAsync(ApiTokenScene.Path, good, proof: true));
        Assert.Equal(ProblemCodes.StepUpRequired, stale.Code);
    }

    /// <summary>Whoever copied it has no key to prove beside it, and its holder is told that somebody tried.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_token_beside_another_key_opens_nothing_and_is_told(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireCertifiedAsync();
        string token = (await ApiTokenScene.CreateAsync(agent.Device)).Token;
        using TestDevice stranger = new(scene.Host) { ApiToken = token };
        TestDevice[] others =
        [
            stranger,
            ApiTokenScene.ProgramOf(scene.Host, scene.Owner, token),
            ApiTokenScene.ProgramOf(scene.Host, scene.Others.OwnerDevice, token),
        ];
        foreach (TestDevice other in others)
        {
            (await ApiTokenScene.MintAsync(other)).IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.Unauthenticated);
        }

        using TestSocket socket = await stranger.ConnectAsync();
        Assert.Equal(new ServerFrame.Ended(ProblemCodes.Unauthenticated), await socket.ReceiveAsync());
        // A cookie beside it helps nobody: the token is what the request claims to come by.
        others[1].Cookie = scene.Owner.Cookie;
        (await ApiTokenScene.MintAsync(others[1])).IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.Unauthenticated);

        IReadOnlyList<SecurityEvent> told = await ApiTokenScene.EventsAsync(
            agent.Device,
            SecurityEventKind.ApiTokenMisused
        );
        Assert.Equal(5, told.Count);
        Assert.All(told, entry => Assert.Equal(("Laptop", "127.0.0.0/24"), (entry.DeviceName, entry.Place)));
        Assert.Null(Assert.Single(await ApiTokenScene.ListAsync(agent.Device)).LastUsedAt);
        await ApiTokenScene.ProgramOf(scene.Host, agent.Device, token).TokenAsync();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_expired_token_opens_nothing_and_neither_does_what_it_opened(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        CreateApiTokenRequest day = ApiTokenScene.Wanted(scene.Owner) with { Days = 1 };
        string secret = (await ApiTokenScene.CreateAsync(scene.Owner, day)).Token;
        TestDevice program = ApiTokenScene.ProgramOf(scene.Host, scene.Owner, secret);
        scene.Host.Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(2));
        string token = await program.TokenAsync();
        using TestSocket socket = await program.ConnectAsync();
        await socket.MissedAsync();

        scene.Host.Time.Advance(TimeSpan.FromMinutes(3));

        // The token of five minutes has two left.
        (await program.GetAsync("/v1/conversations", token)).IsRefused(
            HttpStatusCode.Unauthorized,
            ProblemCodes.Unauthenticated
        );
        (await ApiTokenScene.MintAsync(program)).IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.Unauthenticated);
        Assert.Equal(ProblemCodes.Unauthenticated, (await socket.UntilAsync<ServerFrame.Ended>()).Code);
        await scene.SignInAsync(scene.Owner, scene.Ours.Authenticator);
        Assert.Empty(await ApiTokenScene.ListAsync(scene.Owner));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_revoked_token_takes_its_access_and_its_sockets_with_it(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireCertifiedAsync();
        ApiTokenCreated created = await ApiTokenScene.CreateAsync(scene.Owner);
        TestDevice program = ApiTokenScene.ProgramOf(scene.Host, scene.Owner, created.Token);
        string token = await program.TokenAsync();
        using TestSocket socket = await program.ConnectAsync();
        await socket.MissedAsync();
        string path = $"{ApiTokenScene.Path}/{created.Id}/revoke";

        // Nobody else's: not a colleague's, not another organisation's.
        foreach (TestDevice other in new[] { agent.Device, scene.Others.OwnerDevice })
        {
            Reply foreign = await scene.RefusedAsync(() => other.PostAsync(path, new EmptyRequest(), proof: true));
            foreign.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
            Assert.Empty(await ApiTokenScene.ListAsync(other));
        }

        (await scene.Owner.PostAsync(path, new EmptyRequest(), proof: true)).IsNoContent();

        Assert.Equal(ProblemCodes.Unauthenticated, (await socket.UntilAsync<ServerFrame.Ended>()).Code);
        (await program.GetAsync("/v1/conversations", token)).IsRefused(
            HttpStatusCode.Unauthorized,
            ProblemCodes.TokenEnded
        );
        (await ApiTokenScene.MintAsync(program)).IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.Unauthenticated);
        Assert.Empty(await ApiTokenScene.ListAsync(scene.Owner));
        Assert.Single(await ApiTokenScene.EventsAsync(scene.Owner, SecurityEventKind.ApiTokenRevoked));
        Reply again = await scene.RefusedAsync(() => scene.Owner.PostAsync(path, new EmptyRequest(), proof: true));
        again.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        // Its holder stays signed in.
        Assert.Equal(HttpStatusCode.OK, (await scene.Owner.GetAsync("/v1/session")).Status);
    }

    [Theory]
    [InlineData("disable", Stores.Sqlite)]
    [InlineData("disable", Stores.Postgres)]
    [InlineData("end-sessions", Stores.Sqlite)]
    [InlineData("end-sessions", Stores.Postgres)]
    [InlineData("role", Stores.Sqlite)]
    [InlineData("role", Stores.Postgres)]
    public async Task What_an_administrator_does_to_an_account_ends_its_tokens(string what, string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireCertifiedAsync();
        TestDevice program = await ApiTokenScene.NewProgramAsync(scene.Host, agent.Device);
        await program.TokenAsync();
        using TestSocket socket = await program.ConnectAsync();
        await socket.MissedAsync();

        Reply done =
            what == "role"
                ? await scene.Owner.PutAsync(
                    $"/v1/staff/{agent.User}/role",
                    new ChangeRoleRequest(AccountRole.Supervisor),
                    proof: true
                )
                : await scene.Owner.PostAsync($"/v1/staff/{agent.User}/{what}", new EmptyRequest(), proof: true);
        done.IsNoContent();

        Assert.Equal(ProblemCodes.Unauthenticated, (await socket.UntilAsync<ServerFrame.Ended>()).Code);
        (await ApiTokenScene.MintAsync(program)).IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.Unauthenticated);
    }

    /// <summary>As with a session: a copy of a replaced access token ends what it was minted under.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Row_17_a_replaced_access_token_that_shows_up_again_ends_the_API_token(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        TestDevice program = await ApiTokenScene.NewProgramAsync(scene.Host, scene.Owner);
        string copied = await program.TokenAsync();
        await program.TokenAsync();
        scene.Host.Time.Advance(TimeSpan.FromSeconds(11));
        using TestDevice thief = new(scene.Host);

        (await thief.GetAsync("/v1/conversations", copied)).IsRefused(
            HttpStatusCode.Unauthorized,
            ProblemCodes.TokenEnded
        );

        (await ApiTokenScene.MintAsync(program)).IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.Unauthenticated);
        Assert.Single(await ApiTokenScene.EventsAsync(scene.Owner, SecurityEventKind.TokenReused));
        Assert.Equal(HttpStatusCode.OK, (await scene.Owner.GetAsync("/v1/session")).Status);
    }

    /// <summary>A program names no page; one that does is a page, and only our own open sockets.</summary>
    [Fact]
    public async Task A_foreign_page_gets_no_socket_with_a_token_either()
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, Stores.Sqlite);
        TestDevice program = await ApiTokenScene.NewProgramAsync(scene.Host, scene.Owner);

        foreach (string origin in new[] { "https://evil.example", "null" })
        {
            WebSocketException error = await Assert.ThrowsAsync<WebSocketException>(() =>
                TestSocket.OpenAsync(scene.Host, program, origin)
            );
            Assert.Contains("403", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>In no column of no table that this touches.</summary>
    private static async Task IsNowhereStoredAsync(TwoCompanies scene, string secret)
    {
        foreach (string table in new[] { "api_tokens", "device_tokens", "security_events", "audit_entries" })
        {
            IReadOnlyList<dynamic> rows = await scene.Host.Database.ReadAsync(reader =>
                reader.QueryAsync<dynamic>($"SELECT * FROM {table}")
            );
            Assert.NotEmpty(rows);
            IEnumerable<object?> values = rows.Cast<IDictionary<string, object?>>().SelectMany(row => row.Values);
            Assert.DoesNotContain(
                values,
                value =>
                    (value is byte[] bytes ? Encoding.Latin1.GetString(bytes) : $"{value}").Contains(
                        secret,
                        StringComparison.Ordinal
                    )
            );
        }
    }
}
