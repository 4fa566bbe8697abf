namespace Sotto.Scenarios;

public sealed class TeamScenario(Company company) : Scenario(company)
{
    [Fact]
    public async Task An_invited_agent_waits_without_an_error_until_the_owner_certifies_and_then_goes_on_by_themselves()
    {
        ConsolePage agent = await Company.JoinAsync("Ada Agent");
        await Assertions
            .Expect(
                agent.Page.GetByRole(AriaRole.Heading, new() { Name = "Waiting for an owner to certify this browser" })
            )
            .ToBeVisibleAsync();
        await Assertions
            .Expect(agent.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "." }))
            .ToHaveCountAsync(0);
        IReadOnlyList<string> shown = await agent
            .Page.Locator(".panel .fingerprint")
            .First.Locator("*")
            .AllInnerTextsAsync();

        await Company.Owner.CertifyAsync("Ada Agent");

        await agent.BecomesReadyAsync();
        Assert.Contains(
            string.Join(' ', shown),
            await Company.Owner.Page.Locator("main").InnerTextAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_invitation_works_once()
    {
        string link = await Company.Owner.InviteAsync("Bea Agent");
        foreach (string expected in new[] { "Welcome, Bea Agent", "This invitation cannot be used any more" })
        {
            IPage page = await (await Company.NewProfileAsync()).Context.NewPageAsync();
            await Passkeys.PlugInAsync(page);
            await page.GotoAsync(link);
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = expected })).ToBeVisibleAsync();
            ILocator create = page.GetByRole(AriaRole.Button, new() { Name = "Create passkey" });
            if (await create.IsVisibleAsync())
            {
                await create.ClickAsync();
                await Assertions.Expect(page.Locator(".rail")).ToBeVisibleAsync();
            }
        }
    }

    [Fact]
    public async Task An_invitation_that_was_withdrawn_lets_nobody_in()
    {
        const string name = "Cem Agent";
        string link = await Company.Owner.InviteAsync(name);
        IPage page = Company.Owner.Page;
        ILocator row = page.Locator(".plain-list > li").Filter(new() { HasText = name });
        await row.GetByRole(AriaRole.Button, new() { Name = $"Withdraw {name}" }).ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await Accessibility.LooksWellAsync(page, "invitation-withdraw");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Withdraw" }).ClickAsync();

        await Assertions.Expect(row).ToContainTextAsync("over since");
        await Assertions.Expect(row.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync($"The invitation of {name} was withdrawn.");
        IPage invited = await (await Company.NewProfileAsync()).Context.NewPageAsync();
        await invited.GotoAsync(link);
        await Assertions
            .Expect(invited.GetByRole(AriaRole.Heading, new() { Name = "This invitation cannot be used any more" }))
            .ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_owner_sees_a_colleagues_programs_and_shuts_one_out()
    {
        const string name = "Dora Agent";
        await Company.JoinAsync(name);
        IPage page = Company.Owner.Page;
        await page.ReloadAsync();
        await Company.Owner.GoToAsync("Team");
        ILocator row = page.Locator(".members > li").Filter(new() { HasText = name });
        ILocator open = row.GetByRole(AriaRole.Button, new() { Name = "API tokens" });
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await open.ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync($"No program acts for {name}.");
        await page.Keyboard.PressAsync("Escape");
        await ServerDatabase.GiveApiTokenAsync(Company.Server, name, "Nightly export");

        await open.ClickAsync();
        ILocator revoke = dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke Nightly export" });
        await Assertions.Expect(revoke).ToBeVisibleAsync();
        await Accessibility.LooksWellAsync(page, "colleague-tokens");
        await revoke.ClickAsync();
        ILocator question = page.GetByRole(AriaRole.Dialog, new() { Name = "Revoke Nightly export?" });
        await question.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync($"An API token of {name} was revoked.");
        await open.ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync($"No program acts for {name}.");
        await page.Keyboard.PressAsync("Escape");
    }
}
