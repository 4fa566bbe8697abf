namespace Sotto.Scenarios;

/// <summary>
/// What whoever manages the team does to the accounts of others, and how somebody comes back who lost every way in.
/// </summary>
public sealed class StaffAndRecoveryScenario(Company company) : Scenario(company)
{
    [Fact]
    public async Task A_colleague_gets_another_role_is_disabled_and_comes_back_when_enabled_again()
    {
        const string name = "Mona Mover";
        ConsolePage agent = await Company.JoinAsync(name);
        IPage page = Company.Owner.Page;
        await page.ReloadAsync();
        await Company.Owner.GoToAsync("Team");
        ILocator row = page.Locator(".members > li").Filter(new() { HasText = name });
        await Assertions.Expect(row).ToContainTextAsync("Last signed in");
        await Assertions
            .Expect(OwnRow(page).GetByRole(AriaRole.Button, new() { Name = "Disable" }))
            .ToHaveCountAsync(0);

        await row.GetByRole(AriaRole.Button, new() { Name = "Change role" }).ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Supervisor", new() { Exact = true }).CheckAsync();
        await Accessibility.HasNoViolationAsync(page);
        await Accessibility.PictureAsync(page, "staff-role");
        await ServerDatabase.MakeVerificationsStaleAsync(Company.Server);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Change role" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm with a passkey" }).ClickAsync();
        await Assertions.Expect(row.Locator(".chip").Filter(new() { HasText = "Supervisor" })).ToBeVisibleAsync();
        await IsSignedOutAsync(agent.Page);
        await SignInAsync(agent.Page);
        await Assertions.Expect(agent.Page.Locator(".rail")).ToBeVisibleAsync();

        await AnswerAsync(page, row, "Disable");
        await Assertions.Expect(row).ToContainTextAsync("Disabled since");
        await Accessibility.HasNoViolationAsync(page);
        await Accessibility.PictureAsync(page, "staff");
        await IsSignedOutAsync(agent.Page);
        await SignInAsync(agent.Page);
        await Assertions
            .Expect(agent.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "." }))
            .ToBeVisibleAsync();

        await AnswerAsync(page, row, "Enable");
        await Assertions.Expect(row).Not.ToContainTextAsync("Disabled since");
        await SignInAsync(agent.Page);
        await Assertions.Expect(agent.Page.Locator(".rail")).ToBeVisibleAsync();
        await AnswerAsync(page, row, "Sign out everywhere");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync($"{name} was signed out everywhere.");
        await IsSignedOutAsync(agent.Page);
    }

    [Fact]
    public async Task The_kit_lets_nobody_in_who_is_refused_and_lets_in_who_is_approved()
    {
        const string name = "Rita Regain";
        ConsolePage before = await Company.JoinAsync(name);
        IPage page = await HoldTheKitAsync();
        await AskForAsync(page, name);
        await Accessibility.HasNoViolationAsync(page);
        await Accessibility.PictureAsync(page, "recovery-waiting");
        IPage owner = Company.Owner.Page;
        await owner.ReloadAsync();
        ILocator banner = owner.GetByRole(AriaRole.Region, new() { Name = "Recoveries under way" });
        await Assertions.Expect(banner).ToContainTextAsync($"let into the account of {name}");
        await Accessibility.HasNoViolationAsync(owner);
        await Accessibility.PictureAsync(owner, "recovery-banner");
        await before.Page.ReloadAsync();
        await Assertions.Expect(before.Page.Locator(".recoveries")).ToContainTextAsync("into your account");
        await before.Page.GetByRole(AriaRole.Button, new() { Name = "Refuse" }).ClickAsync();
        await before.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Refuse" }).ClickAsync();
        await Assertions.Expect(before.Page.Locator(".recoveries")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByText("This has ended")).ToBeVisibleAsync(new() { Timeout = 20_000 });

        await page.GetByRole(AriaRole.Button, new() { Name = "Choose an account" }).ClickAsync();
        await AskForAsync(page, name);
        await ApproveAsync(owner, banner, name);
        ILocator create = page.GetByRole(AriaRole.Button, new() { Name = "Create passkey" });
        await Assertions.Expect(create).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Accessibility.HasNoViolationAsync(page);
        await Accessibility.PictureAsync(page, "recovery-ready");
        await create.ClickAsync();

        await Assertions.Expect(page.Locator(".rail-end")).ToContainTextAsync(name);
        await IsSignedOutAsync(before.Page);
        await SignInAsync(before.Page);
        await Assertions
            .Expect(before.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "." }))
            .ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_owner_is_reminded_to_test_the_kit_and_a_test_ends_it_in_every_browser()
    {
        await ServerDatabase.MakeKitOlderAsync(Company.Server, TimeSpan.FromDays(1));
        IPage page = Company.Owner.Page;
        await page.ReloadAsync();
        ILocator banner = page.GetByRole(AriaRole.Region, new() { Name = "Test the recovery kit" });
        await banner.GetByRole(AriaRole.Button, new() { Name = "Remind me later" }).ClickAsync();
        await Assertions.Expect(banner).ToHaveCountAsync(0);
        await ServerDatabase.MakeKitOlderAsync(Company.Server, TimeSpan.FromDays(6));
        await page.ReloadAsync();
        await banner.GetByRole(AriaRole.Button, new() { Name = "Test the kit" }).ClickAsync();

        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        ILocator check = dialog.GetByRole(AriaRole.Button, new() { Name = "Check" });
        await dialog.GetByLabel("Recovery kit").FillAsync(string.Join(' ', Company.Kit.Skip(1)));
        await check.ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("not a complete recovery kit");
        await Accessibility.HasNoViolationAsync(page);
        await Accessibility.PictureAsync(page, "kit-test");
        await dialog.GetByLabel("Recovery kit").FillAsync(string.Join(' ', Company.Kit));
        await check.ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("it is complete");
        await Accessibility.HasNoViolationAsync(page);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Assertions.Expect(banner).ToHaveCountAsync(0);

        // What ended the reminder is the test, not this browser's memory of having put it off.
        await page.EvaluateAsync("localStorage.clear()");
        await page.ReloadAsync();
        await Company.Owner.GoToAsync("Team");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Last tested on");
        await Assertions.Expect(banner).ToHaveCountAsync(0);
    }

    private static ILocator OwnRow(IPage page) =>
        page.Locator(".members > li").Filter(new() { HasText = Harness.Company.OwnerName });

    /// <summary>Presses a colleague's button and says yes to the question.</summary>
    private static async Task AnswerAsync(IPage page, ILocator row, string action)
    {
        await row.GetByRole(AriaRole.Button, new() { Name = action }).ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = action }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
    }

    /// <summary>In a new browser, on a phone in the dark: from the sign-in screen to the choice of an account.</summary>
    private async Task<IPage> HoldTheKitAsync()
    {
        Profile profile = await Company.NewProfileAsync(
            new()
            {
                ViewportSize = new() { Width = 360, Height = 740 },
                ColorScheme = ColorScheme.Dark,
            }
        );
        IPage page = await profile.Context.NewPageAsync();
        await Passkeys.PlugInAsync(page);
        await page.GotoAsync($"{Company.Server.Origin}/console/");
        await Accessibility.PictureAsync(page, "sign-in-phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "I have lost every way in" }).ClickAsync();
        ILocator kit = page.GetByLabel("Recovery kit");
        await kit.FillAsync(string.Join(' ', Company.Kit.Skip(1)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "." })).ToBeVisibleAsync();
        await Accessibility.HasNoViolationAsync(page);
        await Accessibility.PictureAsync(page, "recovery-kit");
        await kit.FillAsync(string.Join(' ', Company.Kit));
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        return page;
    }

    private static async Task AskForAsync(IPage page, string name)
    {
        await page.GetByLabel(name).CheckAsync();
        await Accessibility.HasNoViolationAsync(page);
        await Accessibility.FitsTheWidthAsync(page.MainFrame);
        await Accessibility.PictureAsync(page, "recovery-choice");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask to be let in" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Waiting for approval")).ToBeVisibleAsync();
        await Accessibility.FitsTheWidthAsync(page.MainFrame);
    }

    private async Task ApproveAsync(IPage owner, ILocator banner, string name)
    {
        await owner.ReloadAsync();
        await banner.GetByRole(AriaRole.Button, new() { Name = $"Approve {name}" }).ClickAsync();
        ILocator dialog = owner.GetByRole(AriaRole.Dialog);
        ILocator approve = dialog.GetByRole(AriaRole.Button, new() { Name = "Approve" });
        await Assertions.Expect(approve).ToBeDisabledAsync();
        await dialog.GetByRole(AriaRole.Checkbox).CheckAsync();
        await Accessibility.HasNoViolationAsync(owner);
        await Accessibility.PictureAsync(owner, "recovery-approve");
        await ServerDatabase.MakeVerificationsStaleAsync(Company.Server);
        await approve.ClickAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Confirm with a passkey" }).ClickAsync();
        await Assertions.Expect(banner).ToContainTextAsync("It is open until");
    }

    private static Task IsSignedOutAsync(IPage page) =>
        Assertions
            .Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true }))
            .ToBeVisibleAsync(new() { Timeout = 20_000 });

    private static Task SignInAsync(IPage page) =>
        page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
}
