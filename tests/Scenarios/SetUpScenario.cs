namespace Sotto.Scenarios;

public sealed class SetUpScenario(SharedCompany company) : VisitingScenario(company)
{
    [Fact]
    public async Task The_demo_site_embeds_exactly_the_snippet_that_the_owner_was_shown()
    {
        VisitorPage visitor = await Company.VisitorAsync();
        string page = await (await visitor.Page.GotoAsync(Company.Server.DemoOrigin))!.TextAsync();
        Assert.Contains(Company.Snippet, page, StringComparison.Ordinal);
        Assert.Contains($"{Company.Server.Origin}/loader.js", Company.Snippet, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_set_up_link_works_once_and_says_so_afterwards()
    {
        IPage page = await (await Company.NewProfileAsync()).Context.NewPageAsync();
        await page.GotoAsync(Company.Server.SetUpLink);
        await Assertions
            .Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This set-up link cannot be used any more" }))
            .ToBeVisibleAsync();
        Assert.DoesNotContain("setup=", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_signs_out_and_in_again_with_the_passkey()
    {
        ConsolePage owner = Company.Owner;
        await owner.GoToAsync("This device");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(owner.Page.GetByText("You are signed out.")).ToBeVisibleAsync();
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await owner.GoToAsync("Conversations");
        await owner.BecomesReadyAsync();
        IReadOnlyList<BrowserContextCookiesResult> cookies = await owner.Profile.Context.CookiesAsync([
            Company.Server.Origin,
        ]);
        BrowserContextCookiesResult session = Assert.Single(cookies);
        Assert.True(session.HttpOnly && session.Secure && session.SameSite == SameSiteAttribute.Strict);
    }
}
