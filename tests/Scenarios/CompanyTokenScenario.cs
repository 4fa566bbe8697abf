namespace Sotto.Scenarios;

/// <summary>A company says who its customer is, when the chat begins and when an agent asks again.</summary>
public sealed class CompanyTokenScenario(Company company) : Scenario(company)
{
    private const string Verified = "Verified by Example Practice: Grace Hopper";
    private const string Confirmed =
        "Confirmed by Example Practice: \u2068customer-1\u2069 (“\u2068Grace Hopper\u2069”)";

    [Fact]
    public async Task A_customer_who_is_logged_in_is_verified_and_confirms_when_asked()
    {
        using Backend backend = new();
        ConsolePage agent = Company.Owner;
        await agent.PublishCompanyKeyAsync(backend.PublicKey, Company.Kit);
        VisitorPage stranger = await Company.WritingVisitorAsync("Mallory", "I am your best customer, believe me");
        VisitorPage customer = await LoggedInAsync(backend, "Where is my order?");

        await agent.GoToAsync("Conversations");
        await agent.OpenAsync("Mallory");
        await Assertions.Expect(Vouched(agent)).ToHaveTextAsync("Not verified");
        await agent.OpenAsync("Grace");
        await Assertions.Expect(Vouched(agent)).ToHaveTextAsync(Verified);

        await agent.AskToConfirmAsync();
        await Assertions.Expect(Waiting(agent)).ToBeVisibleAsync();
        await AccessibleAsync(agent.Page, "confirm-console-asked");
        await AccessibleAsync(customer.Page, "confirm-chat-asked");
        await Assertions.Expect(Card(customer)).ToContainTextAsync($"{Company.OwnerName} asks you to confirm");
        await Assertions.Expect(Way(customer, "Confirm with passkey")).ToHaveCountAsync(0);

        await Way(customer, "Confirm through Example Practice").ClickAsync();
        await Assertions.Expect(agent.Chat.Events.Last).ToContainTextAsync(Confirmed);
        await Assertions.Expect(customer.Chat.Events.Last).ToContainTextAsync("You answered through Example Practice");
        await Assertions.Expect(Card(customer)).ToHaveCountAsync(0);
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Details", Exact = true }).ClickAsync();
        await Assertions.Expect(agent.Page.Locator(".details")).ToContainTextAsync(Confirmed);
        await AccessibleAsync(agent.Page, "confirm-console-confirmed");
        await AccessibleAsync(customer.Page, "confirm-chat-confirmed");
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Close details" }).ClickAsync();

        await StrangersHaveNothingToConfirmWithAsync(agent, stranger);
        await NobodyIsConfirmedAfterALogOutAsync(agent, customer, backend);
    }

    /// <summary>Also somebody about whom the company says nothing can be asked, and can say no.</summary>
    private static async Task StrangersHaveNothingToConfirmWithAsync(ConsolePage agent, VisitorPage stranger)
    {
        await agent.OpenAsync("Mallory");
        await agent.AskToConfirmAsync();
        await Assertions.Expect(Card(stranger)).ToContainTextAsync("neither a passkey of yours");
        await AccessibleAsync(stranger.Page, "confirm-chat-no-way");
        await Way(stranger, "Not now").ClickAsync();
        await Assertions.Expect(agent.Chat.Events.Last).ToContainTextAsync("The customer did not want to confirm");
        await Assertions.Expect(Vouched(agent)).ToHaveTextAsync("Not verified");
    }

    private static async Task NobodyIsConfirmedAfterALogOutAsync(
        ConsolePage agent,
        VisitorPage customer,
        Backend backend
    )
    {
        backend.LoggedIn = null;
        await agent.OpenAsync("Grace");
        await agent.AskToConfirmAsync();
        await Way(customer, "Confirm through Example Practice").ClickAsync();
        await Assertions.Expect(Card(customer).GetByRole(AriaRole.Alert)).ToContainTextAsync("did not say who you are");
        await AccessibleAsync(customer.Page, "confirm-chat-signed-out");
        backend.LoggedIn = ("customer-1", "Grace Hopper");
        await Way(customer, "Confirm through Example Practice").ClickAsync();
        await Assertions.Expect(agent.Chat.Events.Last).ToContainTextAsync(Confirmed);
    }

    private async Task<VisitorPage> LoggedInAsync(Backend backend, string question)
    {
        backend.LoggedIn = ("customer-1", "Grace Hopper");
        Profile browser = await Company.NewProfileAsync();
        await backend.ServeAsync(browser.Context);
        VisitorPage customer = new(browser, await browser.Context.NewPageAsync(), Company.Server.DemoOrigin);
        await customer.VisitAsync();
        await customer.OpenChatAsync();
        await customer.NameAsync("Grace");
        await customer.WriteAsync(question);
        await customer.Chat.ShowsAsync(question);
        return customer;
    }

    private static async Task AccessibleAsync(IPage page, string picture)
    {
        await Accessibility.PictureAsync(page, picture);
        await Accessibility.HasNoViolationAsync(page);
    }

    private static ILocator Vouched(ConsolePage agent) => agent.Page.Locator(".thread-head .vouched");

    private static ILocator Waiting(ConsolePage agent) =>
        agent.Page.GetByRole(AriaRole.Button, new() { Name = "Waiting for the customer to confirm" });

    private static ILocator Card(VisitorPage customer) => customer.Frame.Locator(".c-confirm");

    private static ILocator Way(VisitorPage customer, string name) =>
        Card(customer).GetByRole(AriaRole.Button, new() { Name = name });
}
