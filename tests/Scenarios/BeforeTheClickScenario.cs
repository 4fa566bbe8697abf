using System.Text.Json;

namespace Sotto.Scenarios;

public sealed class BeforeTheClickScenario(SharedCompany company) : VisitingScenario(company)
{
    private const string CountShifts = """
        window.shifts = []
        new PerformanceObserver((list) => shifts.push(...list.getEntries().map((entry) => entry.value)))
          .observe({ type: "layout-shift", buffered: true })
        """;

    [Fact]
    public async Task Nothing_is_loaded_stored_or_connected_before_the_first_click()
    {
        VisitorPage visitor = await Company.VisitorAsync();
        await Assertions.Expect(visitor.Launcher).ToBeVisibleAsync();
        await visitor.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        string[] fromSotto = [.. visitor.Profile.Traffic.Requests.Select(request => request.Url).Where(IsSottos)];
        Assert.Equal([$"{Company.Server.Origin}/loader.js"], fromSotto);
        Assert.Empty(visitor.Profile.Traffic.Frames);
        Assert.Empty(await visitor.Profile.Context.CookiesAsync());
        Assert.Equal(0, await visitor.Page.Locator("iframe").CountAsync());
        Assert.Equal("[0,0,0,0]", await KeptByThePageAsync(visitor));
    }

    [Fact]
    public async Task The_loader_shifts_nothing_on_the_page_not_even_when_the_chat_opens_and_closes()
    {
        Profile profile = await Company.NewProfileAsync();
        await profile.Context.AddInitScriptAsync(CountShifts);
        VisitorPage visitor = new(profile, await profile.Context.NewPageAsync(), Company.Server.DemoOrigin);
        await visitor.VisitAsync();
        await visitor.OpenChatAsync();
        await visitor.CloseChatAsync();
        await Assertions.Expect(visitor.Page.Locator(".panel")).ToBeHiddenAsync();
        Assert.Equal("[]", await visitor.Page.EvaluateAsync<string>("JSON.stringify(shifts)"));
    }

    [Fact]
    public async Task After_the_click_the_chat_sets_no_cookie_and_the_company_page_keeps_nothing()
    {
        VisitorPage visitor = await Company.VisitorAsync();
        await visitor.OpenChatAsync();
        Assert.Empty(await visitor.Profile.Context.CookiesAsync());
        Assert.Equal("[0,0,0,0]", await KeptByThePageAsync(visitor));
    }

    private bool IsSottos(string url) => url.StartsWith(Company.Server.Origin, StringComparison.Ordinal);

    /// <summary>Databases, local and session storage, caches: of the company's own origin.</summary>
    private static async Task<string> KeptByThePageAsync(VisitorPage visitor)
    {
        JsonElement counts = await visitor.Page.EvaluateAsync<JsonElement>(
            "async () => [(await indexedDB.databases()).length, localStorage.length, sessionStorage.length, (await caches.keys()).length]"
        );
        return counts.GetRawText();
    }
}
