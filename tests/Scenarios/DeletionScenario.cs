namespace Sotto.Scenarios;

public sealed class DeletionScenario(SharedCompany company) : VisitingScenario(company)
{
    private static readonly string[] OnDevices = ["rows", "groups", "commits", "outbox", "receipts", "seen"];

    [Fact]
    public async Task A_deleted_conversation_is_gone_from_the_server_and_wiped_by_the_agent_who_confirms_it()
    {
        VisitorPage visitor = await Company.WritingVisitorAsync("Dora", "delete me");
        ConsolePage agent = Company.Owner;
        await agent.GoToAsync("Conversations");
        await agent.OpenAsync("Dora");
        string conversation = ConversationIn(agent);
        Assert.NotEqual(0, await ServerDatabase.ContentOfAsync(Company.Server, conversation));

        await DeleteAsync(visitor);

        await Assertions
            .Expect(agent.Page.Locator(".thread .closing"))
            .ToContainTextAsync("The customer deleted this conversation.");
        await Assertions.Expect(agent.Chat.MessageWith("delete me")).ToHaveCountAsync(0);
        await Assertions
            .Expect(visitor.Panel)
            .ToContainTextAsync("Every device has confirmed that it wiped the conversation.");
        await ServerHasForgottenAsync(conversation);
        await BrowserHasForgottenAsync(agent.Page.MainFrame, conversation);
        await BrowserHasForgottenAsync(visitor.ChatFrame, conversation);
    }

    [Fact]
    public async Task An_agent_who_was_away_wipes_and_confirms_on_coming_back()
    {
        VisitorPage visitor = await Company.WritingVisitorAsync("Edda", "delete me too");
        ConsolePage agent = Company.Owner;
        await agent.GoToAsync("Conversations");
        await agent.OpenAsync("Edda");
        string conversation = ConversationIn(agent);
        await agent.Page.GotoAsync("about:blank");

        await DeleteAsync(visitor);
        await Assertions
            .Expect(visitor.Panel)
            .ToContainTextAsync("1 device still has to confirm that it wiped the conversation.");
        await ServerHasForgottenAsync(conversation);

        await agent.Page.GotoAsync($"{Company.Server.Origin}/console/");
        await Assertions
            .Expect(visitor.Panel)
            .ToContainTextAsync("Every device has confirmed that it wiped the conversation.");
        await BrowserHasForgottenAsync(agent.Page.MainFrame, conversation);

        await visitor.Frame.GetByRole(AriaRole.Button, new() { Name = "Start a new conversation" }).ClickAsync();
        await visitor.WriteAsync("a new beginning");
        await visitor.Chat.IsMarkedAsync("a new beginning", "delivered");
    }

    private static string ConversationIn(ConsolePage agent) =>
        agent.Page.Url[agent.Page.Url.IndexOf("cnv_", StringComparison.Ordinal)..];

    private static async Task DeleteAsync(VisitorPage visitor)
    {
        await visitor.ChooseAsync("Delete conversation");
        await visitor
            .Frame.GetByRole(AriaRole.Dialog)
            .GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true })
            .ClickAsync();
        await Assertions.Expect(visitor.Panel).ToContainTextAsync("Conversation deleted");
    }

    private async Task ServerHasForgottenAsync(string conversation) =>
        Assert.Equal(0, await ServerDatabase.ContentOfAsync(Company.Server, conversation));

    private static async Task BrowserHasForgottenAsync(IFrame frame, string conversation)
    {
        IReadOnlyDictionary<string, int> records = await BrowserStorage.RecordsAsync(frame, conversation);
        Assert.DoesNotContain(records.Keys, table => OnDevices.Contains(table, StringComparer.Ordinal));
    }
}
