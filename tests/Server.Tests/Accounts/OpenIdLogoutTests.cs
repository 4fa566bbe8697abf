using System.Net;
using System.Security.Cryptography;
using System.Text;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>Whom the provider signs out is signed out here at once, and only the provider can say so.</summary>
public sealed class OpenIdLogoutTests(Stores stores)
{
    private static readonly Dictionary<
        string,
        Func<OpenIdTestProvider, Dictionary<string, object?>, string>
    > Forgeries = new(StringComparer.Ordinal)
    {
        ["a nonce"] = With("nonce", "n"),
        ["no event"] = Without("events"),
        ["another event"] = With("events", new { other = new { } }),
        ["an event that is no object"] = With("events", "http://schemas.openid.net/event/backchannel-logout"),
        ["another audience"] = With("aud", "another-client"),
        ["another issuer"] = With("iss", "https://other.example"),
        ["expired"] = With("exp", TimeProvider.System.GetUtcNow().AddMinutes(-6).ToUnixTimeSeconds()),
        ["without an end"] = Without("exp"),
        ["issued long ago"] = With("iat", TimeProvider.System.GetUtcNow().AddMinutes(-6).ToUnixTimeSeconds()),
        ["issued in the future"] = With("iat", TimeProvider.System.GetUtcNow().AddMinutes(6).ToUnixTimeSeconds()),
        ["no time of issue"] = Without("iat"),
        ["no id"] = Without("jti"),
        ["nobody"] = (provider, claims) =>
        {
            claims.Remove("sub");
            claims.Remove("sid");
            return provider.Sign(claims);
        },
        ["no signature"] = (provider, claims) => provider.Sign(claims, "none"),
        ["HMAC with the public key"] = (provider, claims) => provider.Sign(claims, "HS256"),
        ["another key"] = (provider, claims) =>
        {
            using RSA another = RSA.Create(2048);
            return provider.Sign(claims, key: another);
        },
        ["text"] = (_, _) => "text",
    };

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_logout_at_the_provider_ends_the_session_and_its_socket(string store)
    {
        OpenIdCompanyProvider provider = await OpenIdCompanyProvider.StartAsync();
        await using OpenIdScene scene = await OpenIdScene.OpenAsync(stores, store, provider);
        Colleague agent = await scene.HireLinkedAsync();
        await scene.SignInAsync(agent);
        string token = await agent.Device.TokenAsync();
        using TestSocket socket = await agent.Device.ConnectAsync();
        await socket.MissedAsync();

        await ObeyedAsync(scene, provider.Logout(Now(scene), provider.Subject, provider.Sid));

        await socket.UntilAsync<ServerFrame.Ended>();
        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await agent.Device.GetAsync("/v1/session")).Status);
        string path = $"/v1/devices/{agent.Device.Id}/key-packages";
        Assert.Equal(HttpStatusCode.Unauthorized, (await agent.Device.GetAsync(path, token)).Status);
        await scene.Companies.SignInAsync(agent.Device, agent.Authenticator);
        SecurityEventList events = (await agent.Device.GetAsync("/v1/security-events")).As<SecurityEventList>();
        Assert.Contains(
            events.Events,
            happened => happened is { Kind: SecurityEventKind.SessionEnded, Method: SignInMethod.OpenId }
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_session_at_the_provider_ends_those_that_hang_on_it_and_a_person_all_of_theirs(string store)
    {
        OpenIdCompanyProvider provider = await OpenIdCompanyProvider.StartAsync();
        await using OpenIdScene scene = await OpenIdScene.OpenAsync(stores, store, provider);
        Colleague agent = await scene.HireLinkedAsync();
        string byPasskey = agent.Device.Cookie!;
        provider.Sid = "first";
        string first = (await scene.SignInAsync()).Session!;
        provider.Sid = "second";
        string second = (await scene.SignInAsync()).Session!;
        provider.Sid = null;
        string third = (await scene.SignInAsync()).Session!;

        await ObeyedAsync(scene, provider.Logout(Now(scene), "somebody-else", "first"));
        await ObeyedAsync(scene, provider.Logout(Now(scene), "somebody-else"));
        Assert.True(await IsAliveAsync(scene, first));

        await ObeyedAsync(scene, provider.Logout(Now(scene), sid: "first"));
        Assert.False(await IsAliveAsync(scene, first));
        Assert.True(await IsAliveAsync(scene, second));

        await ObeyedAsync(scene, provider.Logout(Now(scene), provider.Subject));
        Assert.False(await IsAliveAsync(scene, second));
        Assert.False(await IsAliveAsync(scene, third));
        Assert.True(await IsAliveAsync(scene, byPasskey));
    }

    [Fact]
    public async Task A_forged_logout_ends_nothing()
    {
        OpenIdHostileProvider provider = await OpenIdHostileProvider.StartAsync();
        await using OpenIdScene scene = await OpenIdScene.OpenAsync(stores, Stores.Sqlite, provider);
        await scene.HireLinkedAsync();
        string session = (await scene.SignInAsync()).Session!;
        foreach ((string name, Func<OpenIdTestProvider, Dictionary<string, object?>, string> forge) in Forgeries)
        {
            string token = forge(provider, provider.Logout(Now(scene), provider.Subject));
            Reply reply = await scene.LogOutAsync(token);
            Assert.True(reply.Status == HttpStatusCode.BadRequest, $"{name}: {(int)reply.Status}");
            Assert.Equal(ProblemCodes.Malformed, reply.Code);
            Assert.True(await IsAliveAsync(scene, session), name);
        }

        await ObeyedAsync(scene, provider.Logout(Now(scene), provider.Subject));
        Assert.False(await IsAliveAsync(scene, session));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_logout_token_counts_once(string store)
    {
        OpenIdHostileProvider provider = await OpenIdHostileProvider.StartAsync();
        await using OpenIdScene scene = await OpenIdScene.OpenAsync(stores, store, provider);
        await scene.HireLinkedAsync();
        string token = provider.Sign(provider.Logout(Now(scene), provider.Subject));
        Assert.Equal(HttpStatusCode.OK, (await scene.LogOutAsync(token)).Status);
        string session = (await scene.SignInAsync()).Session!;

        (await scene.LogOutAsync(token)).IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);

        Assert.True(await IsAliveAsync(scene, session));
    }

    /// <summary>The browser has seen its ID token: that must not be enough to sign its holder out everywhere.</summary>
    [Fact]
    public async Task An_ID_token_is_no_logout_token()
    {
        OpenIdHostileProvider provider = await OpenIdHostileProvider.StartAsync();
        await using OpenIdScene scene = await OpenIdScene.OpenAsync(stores, Stores.Sqlite, provider);
        await scene.HireLinkedAsync();
        string idToken = "";
        provider.Forge = claims => idToken = provider.Sign(claims);
        string session = (await scene.SignInAsync()).Session!;

        (await scene.LogOutAsync(idToken)).IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);

        Assert.True(await IsAliveAsync(scene, session));
    }

    [Fact]
    public async Task Only_a_small_form_with_one_token_is_read()
    {
        await using OpenIdScene scene = await OpenIdScene.OpenAsync(
            stores,
            Stores.Sqlite,
            await OpenIdHostileProvider.StartAsync()
        );
        const string Form = "application/x-www-form-urlencoded";

        Assert.Equal(ProblemCodes.Malformed, (await PostAsync(scene, "", Form)).Code);
        Assert.Equal(ProblemCodes.Malformed, (await PostAsync(scene, "logout_token=a&logout_token=b", Form)).Code);
        Assert.Equal(ProblemCodes.Malformed, (await PostAsync(scene, "other=a", Form)).Code);
        Assert.Equal(ProblemCodes.UnsupportedMediaType, (await PostAsync(scene, "{}", "application/json")).Code);
        string endless = "logout_token=" + new string('a', 65 * 1024);
        Assert.Equal(ProblemCodes.TooLarge, (await PostAsync(scene, endless, Form)).Code);
    }

    private static async Task<Reply> PostAsync(OpenIdScene scene, string body, string type)
    {
        using StringContent content = new(body, Encoding.ASCII, type);
        using HttpResponseMessage response = await scene.Host.Http.PostAsync("/v1/sign-in/openid/logout", content);
        return await Reply.ReadAsync(response);
    }

    private static async Task ObeyedAsync(OpenIdScene scene, Dictionary<string, object?> claims)
    {
        Reply reply = await scene.LogOutAsync(scene.Provider.Sign(claims));
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Body);
    }

    private static async Task<bool> IsAliveAsync(OpenIdScene scene, string session)
    {
        using HttpResponseMessage response = await scene.GetAsync("/v1/session", session);
        return response.StatusCode == HttpStatusCode.OK;
    }

    private static DateTimeOffset Now(OpenIdScene scene) => scene.Host.Time.GetUtcNow();

    private static Func<OpenIdTestProvider, Dictionary<string, object?>, string> With(string claim, object value) =>
        (provider, claims) =>
        {
            claims[claim] = value;
            return provider.Sign(claims);
        };

    private static Func<OpenIdTestProvider, Dictionary<string, object?>, string> Without(string claim) =>
        (provider, claims) =>
        {
            claims.Remove(claim);
            return provider.Sign(claims);
        };
}
