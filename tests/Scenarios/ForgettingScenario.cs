namespace Sotto.Scenarios;

/// <summary>"This is not my computer".</summary>
public sealed class ForgettingScenario(SharedCompany company) : VisitingScenario(company)
{
    [Fact]
    public async Task Chosen_before_the_first_message_nothing_is_kept_and_closing_ends_the_chat()
    {
        VisitorPage visitor = await Company.VisitorAsync();
        await visitor.OpenChatAsync();
        await visitor.Frame.GetByLabel("This is not my computer").CheckAsync();
        await visitor.WriteAsync("from a library computer");
        await visitor.Chat.IsMarkedAsync("from a library computer", "delivered");
        await NothingIsKeptAsync(visitor);

        VisitorPage later = await LaterAsync(visitor);
        await Assertions.Expect(later.Chat.Messages).ToHaveCountAsync(0);
        await Assertions.Expect(later.Panel).ToContainTextAsync("Who is listening");
    }

    [Fact]
    public async Task Chosen_in_the_middle_what_was_kept_is_wiped_and_the_conversation_goes_on_until_it_is_closed()
    {
        VisitorPage visitor = await Company.WritingVisitorAsync("Fay", "kept at first");
        await visitor.ChooseAsync("This is not my computer");
        await visitor.Frame.GetByRole(AriaRole.Button, new() { Name = "Keep nothing" }).ClickAsync();
        await Assertions.Expect(visitor.Panel).ToContainTextAsync("Nothing is kept on this computer.");
        await NothingIsKeptAsync(visitor);

        await visitor.WriteAsync("no longer kept");
        ConsolePage agent = Company.Owner;
        await agent.GoToAsync("Conversations");
        await agent.OpenAsync("Fay");
        await agent.WriteAsync("I still see you.");
        await visitor.Chat.ShowsInOrderAsync("kept at first", "no longer kept", "I still see you.");
        await NothingIsKeptAsync(visitor);

        VisitorPage later = await LaterAsync(visitor);
        await Assertions.Expect(later.Chat.Messages).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_question_that_could_not_be_fetched_says_so_and_is_asked_at_the_next_try()
    {
        const string Dialogs = "**/chat-assets/assets/dialogs-*.js";
        VisitorPage visitor = await Company.WritingVisitorAsync("Gil", "in a tunnel");
        await visitor.Page.RouteAsync(Dialogs, route => route.AbortAsync());
        await visitor.ChooseAsync("This is not my computer");
        await Assertions.Expect(visitor.Frame.GetByRole(AriaRole.Alert)).ToContainTextAsync("That did not work.");

        await visitor.Page.UnrouteAsync(Dialogs);
        await visitor.ChooseAsync("This is not my computer");
        await visitor.Frame.GetByRole(AriaRole.Button, new() { Name = "Keep nothing" }).ClickAsync();
        await Assertions.Expect(visitor.Panel).ToContainTextAsync("Nothing is kept on this computer.");
        await Assertions.Expect(visitor.Frame.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    private static async Task NothingIsKeptAsync(VisitorPage visitor)
    {
        Assert.Empty(await BrowserStorage.RecordsAsync(visitor.ChatFrame));
        Assert.Equal(0, await BrowserStorage.OtherEntriesAsync(visitor.ChatFrame));
        Assert.Empty(await visitor.Profile.Context.CookiesAsync());
    }

    /// <summary>The next person at the same computer.</summary>
    private static async Task<VisitorPage> LaterAsync(VisitorPage visitor)
    {
        await visitor.Page.CloseAsync();
        VisitorPage later = await visitor.NewTabAsync();
        await later.OpenChatAsync();
        return later;
    }
}
