namespace Sotto.Scenarios;

public sealed class AccessibilityScenario(Company company) : Scenario(company)
{
    private const string Question =
        "Good morning! Do you have time on **Thursday**?\n\n- a check-up\n- and a question about https://example.com/form";
    private const string Answer = "Good morning! Thursday at ten is free 🙂";

    /// <summary>Colours, and the width of a telephone.</summary>
    public static TheoryData<string> Looks => ["light", "dark", "phone"];

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Every_step_of_the_set_up_is_accessible(string look)
    {
        IPage page = await (await Company.NewProfileAsync(OptionsOf(look))).Context.NewPageAsync();
        SetUpPage setUp = await Harness.Company.BeginSetUpAsync(page, await Company.Server.NewSetUpLinkAsync());
        await Assertions.Expect(page.GetByLabel("Organisation")).ToBeVisibleAsync();
        await IsAccessibleAsync(page, $"set-up-{look}");
        await setUp.ContinueAsync();
        await Assertions.Expect(page.GetByText("Please fill this in.").First).ToBeVisibleAsync();
        await IsAccessibleAsync(page, $"set-up-problem-{look}");
        await setUp.FillInAsync("Riverside Clinic", "Olive Owner", "https://clinic.example");
        await setUp.ContinueAsync();
        await setUp.ReadKitAsync();
        await IsAccessibleAsync(page, $"set-up-kit-{look}");
        await setUp.KeepKitAsync();
        await setUp.TypeKitAsync();
        await IsAccessibleAsync(page, $"set-up-check-{look}");
        await setUp.ContinueAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Create passkey" })).ToBeVisibleAsync();
        await IsAccessibleAsync(page, $"set-up-passkey-{look}");
        await setUp.CreatePasskeyAsync();
        await Assertions.Expect(setUp.Snippet).ToBeVisibleAsync();
        await IsAccessibleAsync(page, $"set-up-done-{look}");
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task The_demo_site_the_chat_and_every_screen_of_the_console_are_accessible(string look)
    {
        string name = NameOf(look);
        ConsolePage agent = Company.Owner;
        await agent.Page.EmulateMediaAsync(
            new() { ColorScheme = ColoursOf(look), ReducedMotion = ReducedMotion.Reduce }
        );
        await agent.Page.SetViewportSizeAsync(WidthOf(look), 820);
        await agent.GoToAsync("Conversations");

        VisitorPage visitor = await Company.VisitorAsync(OptionsOf(look));
        await Assertions.Expect(visitor.Launcher).ToBeVisibleAsync();
        await IsAccessibleAsync(visitor.Page, $"demo-{look}");
        await visitor.OpenChatAsync();
        await IsAccessibleAsync(visitor.Page, $"chat-before-{look}");
        await visitor.NameAsync(name);
        await visitor.WriteAsync(Question);
        await Assertions.Expect(agent.RowOf(name)).ToBeVisibleAsync();
        await IsAccessibleAsync(agent.Page, $"console-list-{look}");
        await agent.OpenAsync(name);
        await agent.WriteAsync(Answer);
        await agent.Chat.IsMarkedAsync(Answer, "read");
        await IsAccessibleAsync(visitor.Page, $"chat-{look}");
        await IsAccessibleAsync(agent.Page, $"console-{look}");

        await visitor.ChooseAsync("How this chat is protected");
        await Assertions.Expect(visitor.Frame.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await IsAccessibleAsync(visitor.Page, $"chat-protection-{look}");
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Details", Exact = true }).ClickAsync();
        await IsAccessibleAsync(agent.Page, $"console-details-{look}");
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Close details" }).ClickAsync();
        await OtherScreensAreAccessibleAsync(agent, look);
    }

    private async Task OtherScreensAreAccessibleAsync(ConsolePage agent, string look)
    {
        await agent.Page.GotoAsync($"{Company.Server.Origin}/console/#/conversations"); // on a phone, a conversation hides the navigation
        foreach (string screen in new[] { "Team", "Inboxes", "This device", "Account" })
        {
            await agent.GoToAsync(screen);
            await Assertions.Expect(agent.Page.Locator("h1")).ToContainTextAsync(screen);
            await IsAccessibleAsync(agent.Page, $"console-{screen.ToLowerInvariant().Replace(' ', '-')}-{look}");
        }
    }

    [Fact]
    public async Task Text_of_twice_the_size_still_fits_on_a_small_screen()
    {
        VisitorPage visitor = await Company.VisitorAsync(OptionsOf("half"));
        await visitor.OpenChatAsync();
        await Accessibility.DoubleTextAsync(visitor.ChatFrame);
        await visitor.WriteAsync("large letters");
        await visitor.Chat.ShowsAsync("large letters");
        await Accessibility.FitsTheWidthAsync(visitor.ChatFrame);
        await Assertions.Expect(visitor.Composer).ToBeInViewportAsync();
        await Accessibility.PictureAsync(visitor.Page, "chat-large-text");

        ConsolePage agent = Company.Owner;
        await agent.Page.EmulateMediaAsync(
            new() { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce }
        );
        await agent.Page.SetViewportSizeAsync(640, 820);
        await agent.GoToAsync("Conversations");
        await Accessibility.DoubleTextAsync(agent.Page.MainFrame);
        await agent.Rows.First.GetByRole(AriaRole.Link).ClickAsync();
        await agent.Chat.ShowsAsync("large letters");
        await Accessibility.FitsTheWidthAsync(agent.Page.MainFrame);
        await Assertions.Expect(agent.Composer).ToBeInViewportAsync();
        await Accessibility.PictureAsync(agent.Page, "console-large-text");
        await agent.Page.ReloadAsync();
    }

    private static async Task IsAccessibleAsync(IPage page, string picture)
    {
        await Accessibility.PictureAsync(page, picture);
        await Accessibility.HasNoViolationAsync(page);
        foreach (IFrame frame in page.Frames)
        {
            await Accessibility.FitsTheWidthAsync(frame);
        }
    }

    private static BrowserNewContextOptions OptionsOf(string look) =>
        new()
        {
            ColorScheme = ColoursOf(look),
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = WidthOf(look), Height = 820 },
        };

    private static ColorScheme ColoursOf(string look) => look == "dark" ? ColorScheme.Dark : ColorScheme.Light;

    private static string NameOf(string look) =>
        look switch
        {
            "light" => "Mia",
            "dark" => "Noah",
            _ => "Zoe",
        };

    private static int WidthOf(string look) =>
        look switch
        {
            "half" => 640,
            "phone" => 390,
            _ => 1280,
        };
}
