namespace Sotto.Scenarios;

/// <summary>Nobody there, no connection, no server: what is written waits, arrives, and arrives once.</summary>
public sealed class OutageScenario(Company company) : Scenario(company)
{
    [Fact]
    public async Task What_is_written_while_all_agents_are_away_is_delivered_when_one_comes_back()
    {
        ConsolePage agent = Company.Owner;
        await agent.Page.GotoAsync("about:blank");
        VisitorPage visitor = await Company.VisitorAsync();
        await visitor.OpenChatAsync();
        await Assertions.Expect(visitor.Panel).ToContainTextAsync("Nobody is on duty just now");
        await visitor.NameAsync("Nora");
        await visitor.WriteAsync("Is anybody there?");
        await visitor.Chat.IsMarkedAsync("Is anybody there?", "sent");
        await visitor.Page.CloseAsync();

        await agent.Page.GotoAsync($"{Company.Server.Origin}/console/");
        await agent.OpenAsync("Nora");
        await agent.WriteAsync("Now I am.");
        VisitorPage back = await visitor.NewTabAsync();
        await back.OpenChatAsync();
        await back.Chat.ShowsInOrderAsync("Is anybody there?", "Now I am.");
        await back.Chat.IsMarkedAsync("Is anybody there?", "read");
    }

    [Fact]
    public async Task A_killed_server_loses_nothing_and_delivers_nothing_twice()
    {
        VisitorPage visitor = await Company.WritingVisitorAsync("Kim", "before the crash");
        ConsolePage agent = Company.Owner;
        await agent.GoToAsync("Conversations");
        await agent.OpenAsync("Kim");
        await agent.Chat.ShowsAsync("before the crash");

        await visitor.WriteAsync("into the crash");
        await Company.Server.KillAsync();
        await visitor.WriteAsync("during the crash");
        await agent.WriteAsync("an answer meanwhile");
        await visitor.Chat.IsMarkedAsync("during the crash", "outbox");
        await agent.Chat.IsMarkedAsync("an answer meanwhile", "outbox");
        await Company.Server.RunAsync();

        await visitor.Chat.ShowsAsync("an answer meanwhile");
        await agent.Chat.ShowsAsync("during the crash");
        await visitor.WriteAsync("after the crash");
        await agent.Chat.ShowsAsync("after the crash");
        await Assertions.Expect(agent.Chat.Messages).ToHaveCountAsync(5);
        await agent.Chat.ShowsAsync("into the crash");
        await visitor.Chat.ShowsInOrderAsync([.. await agent.Chat.Texts.AllInnerTextsAsync()]);
    }

    [Fact]
    public async Task A_lost_connection_shows_the_outbox_which_survives_the_page_and_is_sent_when_it_is_back()
    {
        VisitorPage visitor = await Company.WritingVisitorAsync("Ole", "still connected");
        await visitor.Profile.Context.SetOfflineAsync(true);
        await visitor.WriteAsync("from the tunnel");
        await visitor.Chat.IsMarkedAsync("from the tunnel", "outbox");
        await Assertions.Expect(visitor.Panel).ToContainTextAsync("1 message waits to be sent");
        // The page that holds it goes before the connection is back, so only what was stored can be sent.
        await visitor.Page.CloseAsync();
        await visitor.Profile.Context.SetOfflineAsync(false);
        VisitorPage back = await visitor.NewTabAsync();
        await back.OpenChatAsync();
        await Assertions.Expect(back.Chat.MarkOf("from the tunnel")).Not.ToHaveAttributeAsync("data-state", "outbox");

        ConsolePage agent = Company.Owner;
        await agent.GoToAsync("Conversations");
        await agent.OpenAsync("Ole");
        await agent.Chat.ShowsInOrderAsync("still connected", "from the tunnel");
    }
}
