using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>What travels between the browser, the server and the provider, and what does not.</summary>
public sealed class OpenIdExchangeTests(Stores stores)
{
    [Fact]
    public async Task The_sign_in_screen_is_told_whether_there_is_a_provider()
    {
        await using OpenIdScene scene = await OpenAsync();
        SignInMethods offered = (await scene.Companies.GetAsync("/v1/sign-in/methods")).As<SignInMethods>();
        Assert.Equal(new OpenIdOffer("Example login"), offered.OpenId);

        await scene.ConfigureAsync(null);

        SignInMethods none = (await scene.Companies.GetAsync("/v1/sign-in/methods")).As<SignInMethods>();
        Assert.Null(none.OpenId);
        foreach (string path in new[] { "/v1/sign-in/openid", OpenIdScene.CallbackPath })
        {
            (await scene.Companies.GetAsync(path)).IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        }

        (await scene.LogOutAsync("a.b.c")).IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
    }

    [Fact]
    public async Task The_browser_leaves_with_state_nonce_and_challenge_and_asks_for_nothing_but_who_it_is()
    {
        await using OpenIdScene scene = await OpenAsync();
        Departure departure = await scene.LeaveAsync();
        Dictionary<string, StringValues> query = QueryOf(departure);

        Assert.Equal("openid", query["scope"]);
        Assert.Equal("code", query["response_type"]);
        Assert.Equal("S256", query["code_challenge_method"]);
        Assert.All(["state", "nonce", "code_challenge"], name => Assert.Equal(43, query[name].ToString().Length));
        Assert.Equal(
            [
                "client_id",
                "code_challenge",
                "code_challenge_method",
                "nonce",
                "redirect_uri",
                "response_type",
                "scope",
                "state",
            ],
            query.Keys.Order(StringComparer.Ordinal)
        );
    }

    /// <summary>Lax and not Strict: the browser comes back from the provider's site.</summary>
    [Fact]
    public async Task The_cookie_of_a_ceremony_has_every_flag_and_goes_with_it()
    {
        await using OpenIdScene scene = await OpenAsync();
        await scene.HireLinkedAsync();
        Departure departure = await scene.LeaveAsync();
        using HttpResponseMessage left = await scene.GetAsync("/v1/sign-in/openid", null);
        using HttpResponseMessage back = await scene.GetAsync(await scene.VisitAsync(departure), departure.Cookie);

        string set = Assert.Single(left.Headers.GetValues("Set-Cookie"));
        Assert.Matches(
            "^__Host-sotto-openid=[A-Za-z0-9_-]{43}; max-age=600; path=/; secure; samesite=lax; httponly$",
            set
        );
        Assert.Contains(
            back.Headers.GetValues("Set-Cookie"),
            cookie => cookie.StartsWith("__Host-sotto-openid=; max-age=0;", StringComparison.Ordinal)
        );
        Assert.Contains(
            back.Headers.GetValues("Set-Cookie"),
            cookie =>
                cookie.StartsWith("__Host-sotto=", StringComparison.Ordinal)
                && cookie.EndsWith("path=/; secure; samesite=strict; httponly", StringComparison.Ordinal)
        );
    }

    /// <summary>The attack that PKCE prevents: a code of one browser, brought in by another.</summary>
    [Fact]
    public async Task A_code_of_another_ceremony_is_refused()
    {
        await using OpenIdScene scene = await OpenAsync();
        await scene.HireLinkedAsync();
        string stolen = await scene.VisitAsync(await scene.LeaveAsync());
        Departure own = await scene.LeaveAsync();
        string mixed = $"{OpenIdScene.CallbackPath}?code={Of(stolen, "code")}&state={QueryOf(own)["state"]}";

        string? code = await scene.RefusedAsync(() => scene.ReturnAsync(mixed, own.Cookie));

        Assert.Equal(OpenIdCodes.Refused, code);
    }

    [Fact]
    public async Task A_code_is_worth_nothing_without_the_verifier_even_with_the_clients_secret()
    {
        await using OpenIdScene scene = await OpenAsync();
        string callback = await scene.VisitAsync(await scene.LeaveAsync());
        using HttpClient thief = new();
        thief.DefaultRequestHeaders.Authorization = new(
            "Basic",
            Convert.ToBase64String(
                Encoding.UTF8.GetBytes(
                    $"{Uri.EscapeDataString(OpenIdTestProvider.ClientId)}:{Uri.EscapeDataString(OpenIdTestProvider.ClientSecret)}"
                )
            )
        );
        using FormUrlEncodedContent form = new([
            new("grant_type", "authorization_code"),
            new("code", Of(callback, "code")),
            new("redirect_uri", scene.Host.Origin + OpenIdScene.CallbackPath),
        ]);

        using HttpResponseMessage response = await thief.PostAsync(new Uri(scene.Provider.Authority + "/token"), form);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_code_that_was_used_is_refused()
    {
        await using OpenIdScene scene = await OpenAsync();
        await scene.HireLinkedAsync();
        Departure departure = await scene.LeaveAsync();
        string callback = await scene.VisitAsync(departure);
        Assert.NotNull((await scene.ReturnAsync(callback, departure.Cookie)).Session);
        Departure second = await scene.LeaveAsync();
        string mixed = $"{OpenIdScene.CallbackPath}?code={Of(callback, "code")}&state={QueryOf(second)["state"]}";

        Assert.Equal(OpenIdCodes.Refused, await scene.RefusedAsync(() => scene.ReturnAsync(mixed, second.Cookie)));
    }

    [Fact]
    public async Task A_refusal_of_the_provider_becomes_a_code_of_ours()
    {
        await using OpenIdScene scene = await OpenAsync();
        (string Answer, string Expected)[] answers =
        [
            ("error=access_denied", OpenIdCodes.Cancelled),
            ("error=access_denied&code=stolen", OpenIdCodes.Cancelled),
            ("error=server_error&error_description=sentinel%20text", OpenIdCodes.Refused),
            ("", OpenIdCodes.Refused),
            ("code=made-up", OpenIdCodes.Refused),
        ];
        foreach ((string answer, string expected) in answers)
        {
            Departure departure = await scene.LeaveAsync();
            string callback = $"{OpenIdScene.CallbackPath}?state={QueryOf(departure)["state"]}&{answer}";
            Assert.Equal(expected, await scene.RefusedAsync(() => scene.ReturnAsync(callback, departure.Cookie)));
        }
    }

    [Fact]
    public async Task An_answer_that_names_another_issuer_is_refused()
    {
        await using OpenIdScene scene = await OpenAsync();
        await scene.HireLinkedAsync();
        Departure departure = await scene.LeaveAsync();
        string callback = await scene.VisitAsync(departure);
        string other = callback.Replace(
            Uri.EscapeDataString(scene.Provider.Issuer),
            "https%3A%2F%2Fother.example",
            StringComparison.OrdinalIgnoreCase
        );
        Assert.NotEqual(callback, other);

        Assert.Equal(OpenIdCodes.Refused, await scene.RefusedAsync(() => scene.ReturnAsync(other, departure.Cookie)));
    }

    [Fact]
    public async Task A_provider_that_is_away_or_describes_another_is_unavailable()
    {
        OpenIdHostileProvider provider = await OpenIdHostileProvider.StartAsync();
        await using OpenIdScene scene = await OpenIdScene.OpenAsync(stores, Stores.Sqlite, provider);
        provider.ClaimedIssuer = "https://other.example";
        Assert.Equal(OpenIdCodes.Unavailable, await LeaveInVainAsync(scene));

        provider.ClaimedIssuer = null;
        provider.ClaimedTokenEndpoint = "http://login.example/token";
        Assert.Equal(OpenIdCodes.Unavailable, await LeaveInVainAsync(scene));

        provider.ClaimedTokenEndpoint = null;
        await scene.LeaveAsync();
        await scene.ConfigureAsync(scene.Host.Settings.OpenId! with { Authority = "http://127.0.0.1:1" });
        Assert.Equal(OpenIdCodes.Unavailable, await LeaveInVainAsync(scene));
    }

    /// <summary>Codes, tokens, states and the client's secret appear in no log, whether the way back worked or not.</summary>
    [Fact]
    public async Task No_code_token_or_state_is_logged()
    {
        OpenIdHostileProvider provider = await OpenIdHostileProvider.StartAsync();
        await using OpenIdScene scene = await OpenIdScene.OpenAsync(stores, Stores.Sqlite, provider);
        await scene.HireLinkedAsync();
        ConcurrentQueue<string> logs = scene.CaptureLogs();
        List<string> secrets = [OpenIdTestProvider.ClientSecret, "sentinel", provider.Subject];
        foreach (string algorithm in new[] { "RS256", "HS256", "none" })
        {
            provider.Forge = claims => provider.Sign(claims, algorithm);
            Departure departure = await scene.LeaveAsync();
            string callback = await scene.VisitAsync(departure);
            secrets.AddRange([Of(callback, "state"), QueryOf(departure)["nonce"]!, departure.Cookie.Split('=')[1]]);
            await scene.ReturnAsync(callback, departure.Cookie);
            await scene.ReturnAsync(callback, departure.Cookie);
        }

        provider.TokenError = "sentinel of the provider";
        await scene.SignInAsync();
        await scene.LogOutAsync(provider.Sign(provider.Logout(scene.Host.Time.GetUtcNow(), provider.Subject)));
        await scene.LogOutAsync(provider.Sign(provider.Logout(scene.Host.Time.GetUtcNow(), provider.Subject), "none"));

        Assert.Contains(logs, line => line.Contains(OpenIdCodes.Refused, StringComparison.Ordinal));
        foreach (string secret in secrets.Concat(provider.Secrets))
        {
            Assert.DoesNotContain(logs, line => line.Contains(secret, StringComparison.Ordinal));
        }
    }

    private static Task<string?> LeaveInVainAsync(OpenIdScene scene) =>
        scene.RefusedAsync(() => scene.ReturnAsync("/v1/sign-in/openid", null));

    private static Dictionary<string, StringValues> QueryOf(Departure departure) =>
        QueryHelpers.ParseQuery(departure.Address.Query);

    private static string Of(string callback, string name) =>
        QueryHelpers.ParseQuery(new Uri("http://localhost" + callback).Query)[name].Single()!;

    private async Task<OpenIdScene> OpenAsync() =>
        await OpenIdScene.OpenAsync(stores, Stores.Sqlite, await OpenIdCompanyProvider.StartAsync());
}
