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
}
