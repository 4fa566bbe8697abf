namespace Sotto.Scenarios;

public sealed class TwoOrganisationsScenario(Company company) : Scenario(company)
{
    [Fact]
    public async Task Two_organisations_on_one_server_see_nothing_of_each_other()
    {
        ConsolePage other = await Company.SetUpAnotherAsync("Other Works", "Otto Other");

        // The demo site embeds the inbox that was created last.
        VisitorPage toTheOther = await Company.WritingVisitorAsync("Ida", "for the other works");
        VisitorPage toTheFirst = new(
            toTheOther.Profile,
            await toTheOther.Profile.Context.NewPageAsync(),
            Company.Server.Origin
        );
        await toTheFirst.VisitAsync($"/chat/{Company.Inbox}");
        ILocator composer = toTheFirst.Page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true });
        await composer.FillAsync("for the practice");
        await composer.PressAsync("Enter");

        await OnlyShowsAsync(other, "for the other works");
        await OnlyShowsAsync(Company.Owner, "for the practice");
        await other.GoToAsync("Team");
        await Assertions
            .Expect(other.Page.GetByRole(AriaRole.Heading, new() { Name = "Otto Other" }))
            .ToBeVisibleAsync();
        await Assertions.Expect(other.Page.Locator("main")).Not.ToContainTextAsync(Harness.Company.OwnerName);
    }

    private static async Task OnlyShowsAsync(ConsolePage console, string preview)
    {
        await console.GoToAsync("Conversations");
        await Assertions.Expect(console.Page.Locator(".list .row-preview")).ToHaveTextAsync([preview]);
    }
}
