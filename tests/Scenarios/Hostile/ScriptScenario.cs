namespace Sotto.Scenarios.Hostile;

/// <summary>A company whose very names are attacks: organisation, owner, greeting.</summary>
public sealed class CompanyOfPayloads(Chromium chromium) : Company(chromium)
{
    private const string Payload = "<img src=x onerror=window.struck=1>";

    public const string Organisation = $"{Payload} Org";

    protected override Task TakeStepsAsync(SetUpPage setUp) =>
        setUp.CompleteAsync(
            Organisation,
            $"{Payload} Owner",
            Server.DemoOrigin,
            $"</p><script>window.struck=1</script>{Payload}"
        );
}

/// <summary>Script as text, name and greeting stays text in every view (peer failures, row 13).</summary>
public sealed class ScriptScenario(CompanyOfPayloads company) : Scenario<CompanyOfPayloads>(company)
{
    private const int MessagesOfPayloads = 10;
    private const string VisitorName = "<b onclick=alert(1)>Mallory</b><img src=x onerror=alert(1)>";

    /// <summary>What could run or load something, anywhere on the page, beside what the page itself is made of.</summary>
    private const string Active =
        "script, iframe, object, embed, base, form[action], meta[http-equiv], img, video, math, details, "
        + "[onload], [onerror], [onfocus], [ontoggle], a[href]:not([href^='https://']):not([href^='#']):not([href^='http://127.0.0.1'])";

    [Fact]
    public async Task Row_13_a_hundred_payloads_stay_inert_in_the_console_and_in_the_chat()
    {
        Assert.Equal(100, ScriptPayloads.All.Count);
        ConsolePage agent = Company.Owner;
        VisitorPage visitor = await Company.VisitorAsync();
        await visitor.OpenChatAsync();
        int inConsole = await agent.Page.Locator(Active).CountAsync();
        int inChat = await visitor.ChatFrame.Locator(Active).CountAsync();

        await visitor.NameAsync(VisitorName);
        foreach (string[] payloads in ScriptPayloads.All.Chunk(ScriptPayloads.All.Count / MessagesOfPayloads))
        {
            await visitor.WriteAsync(string.Join("\n\n", payloads));
        }

        await Assertions.Expect(visitor.Chat.Messages).ToHaveCountAsync(MessagesOfPayloads);
        await agent.OpenAsync(VisitorName);
        await Assertions.Expect(agent.Chat.Messages).ToHaveCountAsync(MessagesOfPayloads);
        await agent.WriteAsync(string.Join("\n\n", ScriptPayloads.All.Take(20)));
        await Assertions.Expect(visitor.Chat.Messages).ToHaveCountAsync(MessagesOfPayloads + 1);
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Details", Exact = true }).ClickAsync();

        await IsInertAsync(agent.Page.MainFrame, inConsole);
        await IsInertAsync(visitor.ChatFrame, inChat);
    }

    [Fact]
    public async Task Row_13_names_and_greeting_stay_text_on_every_screen()
    {
        ConsolePage agent = Company.Owner;
        foreach (string screen in new[] { "Team", "Inboxes", "This device", "Conversations" })
        {
            await agent.GoToAsync(screen);
            await Assertions.Expect(agent.Page.Locator("h1")).ToContainTextAsync(screen);
            Assert.Equal(0, await agent.Page.Locator("main img, main script").CountAsync());
        }

        VisitorPage visitor = await Company.VisitorAsync();
        await visitor.OpenChatAsync();
        await Assertions.Expect(visitor.Panel).ToContainTextAsync(CompanyOfPayloads.Organisation);
        await Assertions.Expect(visitor.Panel).ToContainTextAsync("</p><script>window.struck=1</script>");
        await IsInertAsync(visitor.ChatFrame, await visitor.ChatFrame.Locator(Active).CountAsync());
    }

    private static async Task IsInertAsync(IFrame frame, int expected)
    {
        Assert.Equal(expected, await frame.Locator(Active).CountAsync());
        Assert.True(await frame.EvaluateAsync<bool>("window.struck === undefined"));
    }
}
