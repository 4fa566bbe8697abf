namespace Sotto.Scenarios;

public sealed class ConversationScenario(SharedCompany company) : VisitingScenario(company)
{
    [Fact]
    public async Task The_visitor_reads_who_listens_and_that_the_chat_is_encrypted_before_writing()
    {
        VisitorPage visitor = await Company.VisitorAsync();
        await visitor.OpenChatAsync();
        await Assertions.Expect(visitor.Panel).ToContainTextAsync("End-to-end encrypted");
        await Assertions
            .Expect(visitor.Panel)
            .ToContainTextAsync("Only you and the people listed here can read what is written.");
        await Assertions.Expect(visitor.Panel.Locator(".c-people")).ToContainTextAsync(Company.OwnerName);
        await Assertions.Expect(visitor.Panel.Locator(".c-people")).ToContainTextAsync("on duty");
        Assert.DoesNotContain(
            visitor.Profile.Traffic.Paths,
            path => path.EndsWith("/conversations", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_question_is_answered_in_real_time_with_typing_and_marks()
    {
        VisitorPage visitor = await Company.WritingVisitorAsync("Vera", "Are you open on Monday?");
        ConsolePage agent = Company.Owner;
        await agent.GoToAsync("Conversations");
        await agent.OpenAsync("Vera");
        await agent.Chat.ShowsAsync("Are you open on Monday?");
        await visitor.Chat.IsMarkedAsync("Are you open on Monday?", "read");

        await agent.Composer.PressSequentiallyAsync("Yes");
        await Assertions.Expect(visitor.Chat.Typing).ToContainTextAsync($"{Company.OwnerName} is typing");
        await agent.WriteAsync("Yes, from nine.");
        await visitor.Chat.ShowsAsync("Yes, from nine.");
        await Assertions.Expect(visitor.Chat.Typing).ToHaveCountAsync(0);
        await agent.Chat.IsMarkedAsync("Yes, from nine.", "read");

        await visitor.Composer.PressSequentiallyAsync("Thanks");
        await Assertions.Expect(agent.Chat.Typing).ToContainTextAsync("Vera is typing");
    }

    [Fact]
    public async Task Lines_links_and_emoji_arrive_as_they_were_meant()
    {
        VisitorPage visitor = await Company.WritingVisitorAsync("Liv", "first");
        await visitor.Composer.PressSequentiallyAsync("one");
        await visitor.Composer.PressAsync("Shift+Enter");
        await visitor.Composer.PressSequentiallyAsync("two https://example.com/three");
        await visitor.Composer.PressAsync("Enter");
        await visitor.WriteAsync("🙂");

        ConsolePage agent = Company.Owner;
        await agent.GoToAsync("Conversations");
        await agent.OpenAsync("Liv");
        ILocator lines = agent.Chat.MessageWith("two").Locator(".s-text");
        Assert.Equal("one\ntwo https://example.com/three", (await lines.InnerTextAsync()).Trim());
        ILocator link = lines.GetByRole(AriaRole.Link);
        await Assertions.Expect(link).ToHaveAttributeAsync("href", "https://example.com/three");
        await Assertions.Expect(link).ToHaveAttributeAsync("rel", "noopener noreferrer nofollow");
        await Assertions.Expect(agent.Chat.MessageWith("🙂").Locator("[data-jumbo]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_closed_panel_counts_what_is_unread_and_opening_it_clears_the_count()
    {
        VisitorPage visitor = await Company.WritingVisitorAsync("Una", "I will look in later.");
        ConsolePage agent = Company.Owner;
        await agent.GoToAsync("Conversations");
        await agent.OpenAsync("Una");
        await visitor.CloseChatAsync();
        await agent.WriteAsync("First answer");
        await agent.WriteAsync("Second answer");
        await Assertions.Expect(visitor.Badge).ToHaveTextAsync("2");
        await Assertions.Expect(visitor.Launcher).ToHaveAccessibleNameAsync("Open chat, 2 unread");
        await agent.Chat.IsMarkedAsync("Second answer", "delivered");

        await visitor.OpenChatAsync();
        await Assertions.Expect(visitor.Badge).ToBeHiddenAsync();
        await agent.Chat.IsMarkedAsync("Second answer", "read");
    }

    [Fact]
    public async Task Another_page_and_a_reload_keep_the_conversation()
    {
        VisitorPage visitor = await Company.WritingVisitorAsync("Pia", "What does a check-up cost?");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Prices" }).ClickAsync();
        await visitor.OpenChatAsync();
        await visitor.Chat.ShowsAsync("What does a check-up cost?");
        await visitor.WriteAsync("I mean the short one.");
        // A row is drawn when it is stored; from then on nothing may lose it.
        await visitor.Chat.ShowsAsync("I mean the short one.");
        await visitor.Page.ReloadAsync();
        await visitor.OpenChatAsync();
        await visitor.Chat.ShowsInOrderAsync("What does a check-up cost?", "I mean the short one.");

        ConsolePage agent = Company.Owner;
        await agent.GoToAsync("Conversations");
        await agent.OpenAsync("Pia");
        await agent.Chat.ShowsInOrderAsync("What does a check-up cost?", "I mean the short one.");
    }

    [Fact]
    public async Task Two_tabs_of_one_visitor_stay_in_step()
    {
        VisitorPage first = await Company.WritingVisitorAsync("Tove", "From the first tab");
        VisitorPage second = await first.NewTabAsync();
        await second.OpenChatAsync();
        await second.Chat.ShowsAsync("From the first tab");

        await Task.WhenAll(first.WriteAsync("One more from the first"), second.WriteAsync("And from the second"));
        await first.Chat.ShowsAsync("And from the second");
        await second.Chat.ShowsAsync("One more from the first");
        ConsolePage agent = Company.Owner;
        await agent.GoToAsync("Conversations");
        await agent.OpenAsync("Tove");
        await agent.WriteAsync("I read all three.");
        await first.Chat.ShowsAsync("I read all three.");
        await second.Chat.ShowsAsync("I read all three.");

        string[] texts = [.. await agent.Chat.Texts.AllInnerTextsAsync()];
        Assert.Equal(4, texts.Length);
        Assert.Equal(texts, await first.Chat.Texts.AllInnerTextsAsync());
        Assert.Equal(texts, await second.Chat.Texts.AllInnerTextsAsync());
    }
}
