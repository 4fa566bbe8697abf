using System.Text.Json.Nodes;
using Sotto.Protocol;

namespace Sotto.Scenarios.Hostile;

/// <summary>A company with a second certified agent, so that keys can be swapped.</summary>
public sealed class CompanyOfTwo(Chromium chromium) : Company(chromium)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await CertifiedAsync("Ada Agent");
    }
}

/// <summary>
/// The server adds readers, swaps keys, shows another root: the widget says so in plain words and sends nothing (peer
/// failures, rows 11, 21, 39, 40).
/// </summary>
public sealed class HostileServerScenario(CompanyOfTwo company) : Scenario<CompanyOfTwo>(company)
{
    private const string Sentinel = "the walrus has the second key";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Row_21_an_uncertified_device_beside_the_real_ones_is_not_shown_and_not_written_to()
    {
        string device = HostileServer.NewDevice();
        using SigningKey stranger = SigningKey.Generate();
        (VisitorPage visitor, HostileServer server) = await MeetAsync();
        await server.RewriteDirectoryAsync(reply => server.AddIntruder(reply, stranger, device, Now));
        await visitor.OpenChatAsync();
        await Assertions.Expect(visitor.Panel.Locator(".c-people li")).ToHaveCountAsync(2);
        await Assertions.Expect(visitor.Panel).Not.ToContainTextAsync("Eve");
        await visitor.WriteAsync("for those I can see");
        await visitor.Chat.IsMarkedAsync("for those I can see", "delivered");
        Assert.DoesNotContain(
            visitor.Profile.Traffic.Requests,
            request => (request.PostData ?? "").Contains(device, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Row_21_a_device_of_the_servers_own_in_place_of_the_certified_ones_is_refused()
    {
        using SigningKey stranger = SigningKey.Generate();
        await DirectoryIsRefusedAsync((server, reply) => server.OnlyIntruder(reply, stranger, Now));
    }

    [Fact]
    public async Task Row_11_a_certificate_long_past_its_end_is_refused_although_the_root_signed_it()
    {
        using SigningKey root = RecoveryKit.RootOf(Company.Kit);
        DateTimeOffset then = Now - Limits.AgentCertificateLifetime - TimeSpan.FromDays(30);
        await DirectoryIsRefusedAsync((server, reply) => server.OnlyIntruder(reply, root, then));
    }

    [Fact]
    public async Task The_same_certificate_is_believed_while_it_holds()
    {
        // Without this, the refusal above could have another reason than the date.
        using SigningKey root = RecoveryKit.RootOf(Company.Kit);
        (VisitorPage visitor, HostileServer server) = await MeetAsync();
        await server.RewriteDirectoryAsync(reply => server.OnlyIntruder(reply, root, Now));
        await visitor.OpenChatAsync();
        await Assertions.Expect(visitor.Panel.Locator(".c-people")).ToContainTextAsync("Eve Intruder");
    }

    [Fact]
    public async Task Row_11_another_root_than_the_one_that_the_company_page_names_is_refused()
    {
        using SigningKey root = SigningKey.Generate();
        await DirectoryIsRefusedAsync(
            (server, reply) =>
            {
                reply["root"] = root.PublicKey.Raw.ToBase64Url();
                server.OnlyIntruder(reply, root, Now);
            }
        );
    }

    [Fact]
    public async Task Row_40_swapped_key_packages_are_refused()
    {
        await KeyPackagesAreRefusedAsync(reply =>
        {
            JsonArray offers = reply["keyPackages"]!.AsArray();
            Assert.Equal(2, offers.Count);
            (string first, string second) = ((string)offers[0]!["keyPackage"]!, (string)offers[1]!["keyPackage"]!);
            offers[0]!["keyPackage"] = second;
            offers[1]!["keyPackage"] = first;
        });
    }

    [Fact]
    public async Task Row_40_a_key_package_for_a_device_that_nobody_asked_for_is_refused() =>
        await KeyPackagesAreRefusedAsync(reply => reply["keyPackages"]![0]!["device"] = HostileServer.NewDevice());

    [Fact]
    public async Task Row_39_no_key_package_at_all_never_leads_to_an_unencrypted_message() =>
        await KeyPackagesAreRefusedAsync(reply => reply["keyPackages"] = new JsonArray());

    private async Task DirectoryIsRefusedAsync(Action<HostileServer, JsonObject> rewrite)
    {
        (VisitorPage visitor, HostileServer server) = await MeetAsync();
        await server.RewriteDirectoryAsync(reply => rewrite(server, reply));
        await visitor.Launcher.ClickAsync();
        await ShowsRefusalAsync(visitor);
        await Assertions.Expect(visitor.Composer).ToHaveCountAsync(0);
    }

    private async Task KeyPackagesAreRefusedAsync(Action<JsonObject> rewrite)
    {
        (VisitorPage visitor, HostileServer server) = await MeetAsync();
        await server.RewriteKeyPackagesAsync(rewrite);
        await visitor.OpenChatAsync();
        await visitor.WriteAsync(Sentinel);
        await ShowsRefusalAsync(visitor);
    }

    private static async Task ShowsRefusalAsync(VisitorPage visitor)
    {
        await Assertions.Expect(visitor.Panel).ToContainTextAsync("The chat is not safe to use");
        await Assertions
            .Expect(visitor.Panel)
            .ToContainTextAsync("Nothing you write would be safe, so nothing was sent.");
        Assert.DoesNotContain(
            visitor.Profile.Traffic.Paths,
            path => path.EndsWith("/conversations", StringComparison.Ordinal)
        );
        LeakSearch search = new();
        search.AddText("sentinel", Sentinel);
        Assert.Empty((await visitor.Profile.Traffic.AllAsync()).SelectMany(search.In));
    }

    private async Task<(VisitorPage Visitor, HostileServer Server)> MeetAsync()
    {
        VisitorPage visitor = await Company.VisitorAsync();
        IAPIResponse reply = await visitor.Page.APIRequest.GetAsync(
            $"{Company.Server.Origin}/v1/inboxes/{Company.Inbox}"
        );
        string organisation = (await reply.JsonAsync())!
            .Value.GetProperty("organisation")
            .GetProperty("id")
            .GetString()!;
        return (visitor, new(visitor.Profile.Context, organisation, Company.Inbox));
    }
}
