namespace Sotto.Scenarios;

/// <summary>An agent asks whether it is still the same customer; a passkey in the chat's frame answers.</summary>
public sealed class ConfirmScenario(SharedCompany company) : VisitingScenario(company)
{
    [Fact]
    public async Task A_passkey_made_on_being_asked_confirms_in_the_next_conversation_and_not_in_this_one()
    {
        ConsolePage agent = Company.Owner;
        VisitorPage customer = await Company.WritingVisitorAsync("Paula Pine", "Please send it to another address");
        Fingerprint fingerprint = await Fingerprint.PlugInAsync(customer.Page);
        await agent.OpenAsync("Paula Pine");
        await agent.AskToConfirmAsync();
        await Way(customer, "Set up a passkey for later conversations").ClickAsync();
        await NothingToConfirmWithAsync(customer);
        await AccessibleAsync(customer.Page, "confirm-passkey-later");
        await Assertions.Expect(agent.Page.Locator(".thread")).ToContainTextAsync("A passkey was added");
        await Way(customer, "Not now").ClickAsync();
        await Assertions.Expect(agent.Chat.Events.Last).ToContainTextAsync("The customer did not want to confirm");
        await agent.AskToConfirmAsync();
        await NothingToConfirmWithAsync(customer);

        await BeginsAgainAsync(customer);
        await agent.OpenAsync("Paula Pine");
        await Assertions.Expect(agent.Chat.Events.Last).ToContainTextAsync("can confirm with a passkey");
        await agent.AskToConfirmAsync();
        await AccessibleAsync(customer.Page, "confirm-passkey-asked");
        await Way(customer, "Confirm with passkey").ClickAsync();
        await Assertions.Expect(agent.Chat.Events.Last).ToContainTextAsync("Passkey used, known here only since");
        await Assertions.Expect(customer.Chat.Events.Last).ToContainTextAsync("You confirmed with your passkey");
        await AccessibleAsync(agent.Page, "confirm-passkey-confirmed");

        await NothingIsConfirmedWithoutItsPersonAsync(agent, customer, fingerprint);
        await EverythingIsThereAfterReloadingAsync(agent, customer);
    }

    /// <summary>A telephone, in the dark: the card fits, and "Not now" can be reached by keyboard.</summary>
    [Fact]
    public async Task The_question_fits_a_telephone_in_the_dark_and_is_answered_by_keyboard()
    {
        ConsolePage agent = Company.Owner;
        VisitorPage customer = await Company.WritingVisitorAsync(
            "Tessa Thumb",
            "On my telephone",
            new()
            {
                ViewportSize = new() { Width = 360, Height = 640 },
                ColorScheme = ColorScheme.Dark,
            }
        );
        await agent.Page.SetViewportSizeAsync(390, 820);
        await agent.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await agent.Page.GotoAsync($"{Company.Server.Origin}/console/#/conversations");
        await agent.OpenAsync("Tessa Thumb");
        await agent.AskToConfirmAsync();
        await Assertions.Expect(Card(customer)).ToBeVisibleAsync();
        await Accessibility.FitsTheWidthAsync(customer.ChatFrame);
        await Accessibility.FitsTheWidthAsync(agent.Page.MainFrame);
        await AccessibleAsync(customer.Page, "confirm-phone-chat");
        await AccessibleAsync(agent.Page, "confirm-phone-console");

        await Way(customer, "Not now").FocusAsync();
        await customer.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(agent.Chat.Events.Last).ToContainTextAsync("The customer did not want to confirm");
        await agent.Page.SetViewportSizeAsync(1280, 820);
        await agent.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    /// <summary>A passkey that was made on being asked could be anybody's, also at the next question.</summary>
    private static async Task NothingToConfirmWithAsync(VisitorPage customer)
    {
        await Assertions.Expect(Card(customer)).ToContainTextAsync("only after a question");
        await Assertions.Expect(Way(customer, "Confirm with passkey")).ToHaveCountAsync(0);
    }

    private static async Task BeginsAgainAsync(VisitorPage customer)
    {
        await customer.ChooseAsync("Delete conversation");
        await customer
            .Frame.GetByRole(AriaRole.Dialog)
            .GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true })
            .ClickAsync();
        await customer.Frame.GetByRole(AriaRole.Button, new() { Name = "Start a new conversation" }).ClickAsync();
        await customer.WriteAsync("It is me again");
        await customer.Chat.IsMarkedAsync("It is me again", "delivered");
    }

    /// <summary>The same passkey on a device that does not recognise who is there.</summary>
    private static async Task NothingIsConfirmedWithoutItsPersonAsync(
        ConsolePage agent,
        VisitorPage customer,
        Fingerprint fingerprint
    )
    {
        await fingerprint.RecognisesAsync(false);
        await agent.AskToConfirmAsync();
        await Way(customer, "Confirm with passkey").ClickAsync();
        await Assertions.Expect(Card(customer).GetByRole(AriaRole.Alert)).ToContainTextAsync("Nothing was sent");
        await AccessibleAsync(customer.Page, "confirm-passkey-not-verified");
        await Assertions.Expect(agent.Chat.Events.Last).ToContainTextAsync("asked the customer to confirm");
    }

    private static async Task EverythingIsThereAfterReloadingAsync(ConsolePage agent, VisitorPage customer)
    {
        await customer.Page.ReloadAsync();
        await customer.OpenChatAsync();
        await Assertions
            .Expect(customer.Chat.Events.Filter(new() { HasText = "You confirmed with your passkey" }))
            .ToHaveCountAsync(1);
        await Assertions.Expect(Card(customer)).ToBeVisibleAsync();
        await agent.Page.ReloadAsync();
        await Assertions.Expect(agent.Chat.Events.Filter(new() { HasText = "Passkey used" })).ToHaveCountAsync(1);
    }

    private static async Task AccessibleAsync(IPage page, string picture)
    {
        await Accessibility.PictureAsync(page, picture);
        await Accessibility.HasNoViolationAsync(page);
    }

    private static ILocator Card(VisitorPage customer) => customer.Frame.Locator(".c-confirm");

    private static ILocator Way(VisitorPage customer, string name) =>
        Card(customer).GetByRole(AriaRole.Button, new() { Name = name });
}
