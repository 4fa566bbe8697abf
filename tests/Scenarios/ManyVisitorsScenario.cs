namespace Sotto.Scenarios;

[Collection(QuietMachine.Collection)]
public sealed class ManyVisitorsScenario(Company company) : Scenario(company)
{
    [Fact]
    public async Task The_list_shows_newest_activity_first_counts_what_is_unread_and_follows_a_conversation_to_its_end_and_back()
    {
        ConsolePage agent = Company.Owner;
        await agent.GoToAsync("Conversations");
        VisitorPage anna = await Company.WritingVisitorAsync("Anna", "Anna's question");
        await Assertions.Expect(agent.Rows).ToHaveCountAsync(1);
        VisitorPage ben = await Company.WritingVisitorAsync("Ben", "Ben's question");
        await Assertions.Expect(agent.Rows).ToHaveCountAsync(2);
        VisitorPage cleo = await Company.WritingVisitorAsync("Cleo", "Cleo's question");
        await ListShowsAsync("Cleo", "Ben", "Anna");

        await anna.WriteAsync("Anna's second question");
        await ListShowsAsync("Anna", "Cleo", "Ben");
        await Assertions.Expect(agent.RowOf("Anna").Locator(".badge")).ToHaveTextAsync("2");
        await Assertions.Expect(agent.RowOf("Cleo").Locator(".badge")).ToHaveTextAsync("1");
        await Eventually.IsTrueAsync(
            async () => (await agent.Page.TitleAsync()).Contains('3', StringComparison.Ordinal),
            "the title does not count the three conversations"
        );

        await agent.OpenAsync("Ben");
        await Assertions.Expect(agent.RowOf("Ben").Locator(".badge")).ToHaveCountAsync(0);
        await agent.WriteAsync("Ben's answer");
        await ListShowsAsync("Ben", "Anna", "Cleo");
        await ben.Chat.ShowsAsync("Ben's answer");
        await Assertions.Expect(anna.Chat.MessageWith("Ben")).ToHaveCountAsync(0);

        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Resolve", Exact = true }).ClickAsync();
        await Assertions.Expect(agent.RowOf("Ben")).ToHaveCountAsync(0);
        await Assertions.Expect(ben.Panel).ToContainTextAsync("This conversation is marked as resolved.");
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Reopen" }).First.ClickAsync();
        await Assertions.Expect(ben.Panel).Not.ToContainTextAsync("This conversation is marked as resolved.");
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Resolve", Exact = true }).ClickAsync();
        await Assertions.Expect(ben.Panel).ToContainTextAsync("This conversation is marked as resolved.");

        await ben.WriteAsync("One more thing");
        await agent.Chat.ShowsAsync("One more thing");
        await Assertions.Expect(agent.RowOf("Ben")).ToHaveCountAsync(1);
        await Assertions.Expect(ben.Panel).Not.ToContainTextAsync("This conversation is marked as resolved.");
        await cleo.Page.CloseAsync();
    }

    private Task ListShowsAsync(params string[] names) =>
        Assertions.Expect(Company.Owner.Page.Locator(".list .row-name")).ToHaveTextAsync(names);
}
