using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sotto.Protocol.Http;
using Sotto.Server.Configuration;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>A browser that was sent to the provider, with the cookie that ties it to its ceremony.</summary>
internal sealed record Departure(Uri Address, string Cookie);

/// <summary>Where the browser ended up: a code of ours or none, and a session or none.</summary>
internal sealed record Arrival(string? Code, string? Session);

/// <summary>Two companies, the first of which has an OpenID Connect provider.</summary>
internal sealed class OpenIdScene : IAsyncDisposable
{
    public const string CallbackPath = "/v1/sign-in/openid/callback";
    private const string Console = "/console/";
    private const string Fragment = "#openid=";

    private readonly HttpClient _browser = new(
        new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }
    );

    private OpenIdScene(TwoCompanies companies, OpenIdTestProvider provider)
    {
        Companies = companies;
        Provider = provider;
    }

    public TwoCompanies Companies { get; }

    public OpenIdTestProvider Provider { get; }

    public SottoHost Host => Companies.Host;

    public static async Task<OpenIdScene> OpenAsync(
        Stores stores,
        string store,
        OpenIdTestProvider provider,
        Func<OpenIdSettings, OpenIdSettings>? change = null
    )
    {
        TwoCompanies companies = await TwoCompanies.OpenAsync(stores, store);
        OpenIdScene scene = new(companies, provider);
        string secret = Path.Combine(stores.NewFolder(), "client-secret");
        await File.WriteAllTextAsync(secret, OpenIdTestProvider.ClientSecret + "\n");
        OpenIdSettings settings = new()
        {
            Authority = provider.Authority,
            ClientId = OpenIdTestProvider.ClientId,
            ClientSecretFile = secret,
            Name = "Example login",
            Organisation = companies.Ours.Id,
            AcceptedAcr = [],
            TrustsSecondFactor = false,
        };
        await scene.ConfigureAsync(change?.Invoke(settings) ?? settings);
        return scene;
    }

    public Task ConfigureAsync(OpenIdSettings? settings) =>
        Host.RestartAsync(before => before with { OpenId = settings });

    /// <summary>Begins a sign-in in a browser that may have a session.</summary>
    public async Task<Departure> LeaveAsync(string? session = null)
    {
        using HttpResponseMessage response = await GetAsync("/v1/sign-in/openid", session);
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        return new Departure(response.Headers.Location!, CookieOf(response)!);
    }

    /// <summary>Asks for a link and returns the browser on its way.</summary>
    public static async Task<Departure> LeaveToLinkAsync(TestDevice device)
    {
        Reply reply = await device.PostAsync("/v1/openid/link", new EmptyRequest(), proof: true);
        return new Departure(
            new Uri(reply.As<OpenIdLinkStarted>().Address),
            reply
                .Cookies.Single(cookie => cookie.StartsWith("__Host-sotto-openid=", StringComparison.Ordinal))
                .Split(';')[0]
        );
    }

    /// <summary>What the provider sends the browser back with: path and query of our callback.</summary>
    public async Task<string> VisitAsync(Departure departure)
    {
        using HttpResponseMessage response = await _browser.GetAsync(departure.Address);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Found, $"{(int)response.StatusCode} {text}");
        Assert.Equal(CallbackPath, response.Headers.Location!.AbsolutePath);
        return response.Headers.Location.PathAndQuery;
    }

    /// <summary>Comes back; whatever happened, the answer leads to the console with one of our codes at most.</summary>
    public async Task<Arrival> ReturnAsync(string callback, string? cookie)
    {
        using HttpResponseMessage response = await GetAsync(callback, cookie);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        string location = response.Headers.Location!.OriginalString;
        Assert.StartsWith(Console, location, StringComparison.Ordinal);
        string rest = location[Console.Length..];
        Assert.Matches("^(#openid=[a-z_]+)?$", rest);
        return new Arrival(rest.Length == 0 ? null : rest[Fragment.Length..], CookieOf(response, "__Host-sotto="));
    }

    public async Task<Arrival> ReturnAsync(Departure departure) =>
        await ReturnAsync(await VisitAsync(departure), departure.Cookie);

    /// <summary>The whole way there and back.</summary>
    public async Task<Arrival> SignInAsync(string? session = null) => await ReturnAsync(await LeaveAsync(session));

    /// <summary>Links whom the provider signs in to a colleague who is signed in.</summary>
    public async Task LinkAsync(Colleague colleague)
    {
        Arrival arrival = await ReturnAsync(await LeaveToLinkAsync(colleague.Device));
        Assert.Equal(new Arrival(OpenIdCodes.Linked, null), arrival);
    }

    /// <summary>A colleague with a certified device whose account is linked.</summary>
    public async Task<Colleague> HireLinkedAsync()
    {
        Colleague colleague = await Companies.HireCertifiedAsync();
        await LinkAsync(colleague);
        return colleague;
    }

    /// <summary>Signs in by the provider and gives the colleague's device the session.</summary>
    public async Task SignInAsync(Colleague colleague)
    {
        Arrival arrival = await SignInAsync();
        Assert.Null(arrival.Code);
        colleague.Device.Cookie = arrival.Session;
    }

    /// <summary>Proves that a way back signs nobody in and changes no session, and returns the code.</summary>
    public async Task<string?> RefusedAsync(Func<Task<Arrival>> wayBack)
    {
        string before = await Host.FingerprintAsync();
        Arrival arrival = await wayBack();
        Assert.Null(arrival.Session);
        Assert.Equal(before, await Host.FingerprintAsync());
        return arrival.Code;
    }

    public async Task<Reply> LogOutAsync(string token)
    {
        using FormUrlEncodedContent form = new([new("logout_token", token)]);
        using HttpResponseMessage response = await Host.Http.PostAsync("/v1/sign-in/openid/logout", form);
        return await Reply.ReadAsync(response);
    }

    /// <summary>Everything that the server logs from now on.</summary>
    public ConcurrentQueue<string> CaptureLogs()
    {
        LogCapture capture = new();
        Host.Services.GetRequiredService<ILoggerFactory>().AddProvider(capture);
        return capture.Lines;
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await Companies.DisposeAsync();
        await Provider.DisposeAsync();
    }

    public async Task<HttpResponseMessage> GetAsync(string path, string? cookie)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        return await Host.Http.SendAsync(request);
    }

    private static string? CookieOf(HttpResponseMessage response, string name = "__Host-sotto-openid=") =>
        response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies)
            ? cookies.SingleOrDefault(cookie => cookie.StartsWith(name, StringComparison.Ordinal))?.Split(';')[0]
            : null;
}
