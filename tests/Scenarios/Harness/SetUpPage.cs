namespace Sotto.Scenarios.Harness;

/// <summary>The set-up in the browser, step by step as its owner takes it.</summary>
public sealed class SetUpPage(IPage page)
{
    public IPage Page => page;

    /// <summary>The recovery kit, once it was shown.</summary>
    public IReadOnlyList<string> Kit { get; private set; } = [];

    public ILocator Snippet => page.Locator(".snippet code");

    public async Task FillInAsync(
        string organisation,
        string owner,
        string site,
        string greeting = "Hello! How can we help?"
    )
    {
        await page.GetByLabel("Greeting").FillAsync(greeting);
        await page.GetByLabel("Organisation").FillAsync(organisation);
        await page.GetByLabel("Your name").FillAsync(owner);
        await page.GetByLabel("Website address").FillAsync(site);
    }

    public Task ContinueAsync() => page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

    public async Task ReadKitAsync()
    {
        ILocator kit = page.GetByRole(AriaRole.List, new() { Name = "Recovery kit" });
        await Assertions.Expect(kit).ToBeVisibleAsync();
        Kit = await kit.Locator(".kit-letters").AllInnerTextsAsync();
    }

    public Task KeepKitAsync() => page.GetByRole(AriaRole.Button, new() { Name = "I have kept it" }).ClickAsync();

    /// <summary>Types the groups that the page asks for.</summary>
    public async Task TypeKitAsync()
    {
        ILocator groups = page.GetByRole(AriaRole.Textbox, new() { Name = "Group " });
        await Assertions.Expect(groups).ToHaveCountAsync(3);
        foreach (string label in await page.Locator(".check-groups label").AllInnerTextsAsync())
        {
            int number = int.Parse(label["Group ".Length..], System.Globalization.CultureInfo.InvariantCulture);
            await page.GetByLabel(label, new() { Exact = true }).FillAsync(Kit[number - 1]);
        }
    }

    public Task CreatePasskeyAsync() => page.GetByRole(AriaRole.Button, new() { Name = "Create passkey" }).ClickAsync();

    public Task OpenConsoleAsync() => page.GetByRole(AriaRole.Button, new() { Name = "Open the console" }).ClickAsync();

    /// <summary>All steps up to the last screen, which shows the snippet.</summary>
    public async Task CompleteAsync(
        string organisation,
        string owner,
        string site,
        string greeting = "Hello! How can we help?"
    )
    {
        await FillInAsync(organisation, owner, site, greeting);
        await ContinueAsync();
        await ReadKitAsync();
        await KeepKitAsync();
        await TypeKitAsync();
        await ContinueAsync();
        await CreatePasskeyAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"{organisation} is ready" }))
            .ToBeVisibleAsync();
    }
}
