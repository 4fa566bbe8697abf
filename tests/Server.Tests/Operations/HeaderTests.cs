using System.Net;
using Sotto.Protocol;
using Sotto.Server.Configuration;
using Sotto.Server.Tests.Conversations;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Operations;

public sealed class HeaderTests(Stores stores)
{
    [Theory]
    [InlineData("/healthz", 200)]
    [InlineData("/v1/nowhere", 404)]
    [InlineData("/v1/inboxes/inb_wrong", 400)]
    [InlineData("/v1/session", 401)]
    [InlineData("/console/", 200)]
    public async Task Every_answer_errors_included_carries_the_headers(string path, int status)
    {
        await using SottoHost host = await SottoHost.StartAsync(stores, Stores.Sqlite);

        using HttpResponseMessage response = await GetAsync(host, path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("nosniff", HeaderOf(response, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", HeaderOf(response, "Referrer-Policy"));
        Assert.Equal("same-origin", HeaderOf(response, "Cross-Origin-Opener-Policy"));
        Assert.Contains(
            "frame-ancestors 'none'",
            HeaderOf(response, "Content-Security-Policy"),
            StringComparison.Ordinal
        );
        Assert.Contains("no-store", HeaderOf(response, "Cache-Control"), StringComparison.Ordinal);
        Assert.Equal("", HeaderOf(response, "Strict-Transport-Security"));
        Assert.Equal("", HeaderOf(response, "Server"));
    }

    [Fact]
    public async Task A_refused_body_still_hands_out_the_next_nonce()
    {
        await using Scene scene = await Scene.OpenAsync(stores, Stores.Sqlite);

        Reply reply = await scene.Visitor.Device.PostAsync("/v1/tokens", new { unknown = 1 }, proof: true);

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.NotNull(reply.Nonce);
    }

    [Fact]
    public async Task Behind_https_browsers_are_told_to_stay_there()
    {
        await using SottoHost host = await SottoHost.StartAsync(stores, Stores.Sqlite, UnderHttps);

        using HttpResponseMessage response = await GetAsync(host, "/v1/nowhere");

        Assert.StartsWith(
            "max-age=31536000",
            HeaderOf(response, "Strict-Transport-Security"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_chat_page_may_be_framed_by_the_sites_of_its_inbox_and_runs_nothing_but_our_files()
    {
        await using Scene scene = await Scene.OpenAsync(stores, Stores.Sqlite);

        string chat = await PolicyAsync(scene.Host, $"/chat/{scene.Ours.Inbox}");
        string console = await PolicyAsync(scene.Host, "/console/");

        Assert.Contains("frame-ancestors 'self' https://company.example;", chat, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none';", console, StringComparison.Ordinal);
        foreach (string policy in new[] { chat, console })
        {
            Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("require-trusted-types-for 'script'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("*", policy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_policy_names_our_own_host_for_sockets_whatever_it_is_called()
    {
        await using SottoHost host = await SottoHost.StartAsync(
            stores,
            Stores.Sqlite,
            settings => UnderHttps(settings) with { PublicOrigin = "https://chat.http.example" }
        );

        Assert.Contains(
            "connect-src 'self' wss://chat.http.example;",
            await PolicyAsync(host, "/console/"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/console/assets/..%2f..%2fsotto-server.dll")]
    [InlineData("/console/assets/.hidden")]
    [InlineData("/chat-assets/assets/..%5c..%5cindex.html")]
    [InlineData("/v1/unknown")]
    public async Task What_is_not_there_is_a_problem_document(string path)
    {
        await using SottoHost host = await SottoHost.StartAsync(stores, Stores.Sqlite);

        using HttpResponseMessage response = await GetAsync(host, path);

        Reply reply = await Reply.ReadAsync(response);
        Assert.InRange((int)reply.Status, 400, 404);
        Assert.Contains(reply.Code, new[] { ProblemCodes.NotFound, ProblemCodes.Malformed });
    }

    [Fact]
    public async Task A_method_that_is_not_there_is_a_problem_document()
    {
        await using SottoHost host = await SottoHost.StartAsync(stores, Stores.Sqlite);
        using HttpRequestMessage request = new(HttpMethod.Delete, "/v1/session");

        using HttpResponseMessage response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);

        (await Reply.ReadAsync(response)).IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
    }

    [Theory]
    [InlineData("127.0.0.1", 200)]
    [InlineData("192.0.2.9", 429)]
    public async Task A_forwarded_address_is_believed_from_a_known_proxy_only(string proxy, int second)
    {
        await using SottoHost host = await SottoHost.StartAsync(
            stores,
            Stores.Sqlite,
            settings =>
                settings with
                {
                    KnownProxies = [proxy],
                    Quotas = settings.Quotas with { RequestsPerMinute = 1 },
                }
        );

        int first = await StatusForAsync(host, "203.0.113.1");
        int other = await StatusForAsync(host, "203.0.113.2");

        Assert.Equal(200, first);
        Assert.Equal(second, other);
    }

    private static ServerSettings UnderHttps(ServerSettings settings) =>
        settings with
        {
            PublicOrigin = "https://chat.example",
        };

    private static async Task<int> StatusForAsync(SottoHost host, string forwardedFor)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/healthz");
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        using HttpResponseMessage response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private static async Task<string> PolicyAsync(SottoHost host, string path)
    {
        using HttpResponseMessage response = await GetAsync(host, path);
        return HeaderOf(response, "Content-Security-Policy");
    }

    private static Task<HttpResponseMessage> GetAsync(SottoHost host, string path) =>
        host.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    private static string HeaderOf(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : "";
}
