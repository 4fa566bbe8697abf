using Sotto.Scenarios.Hostile;

namespace Sotto.Scenarios.Harness;

/// <summary>What people do with their vault on the Account screen, and how a browser is lost.</summary>
internal static class VaultSteps
{
    public static ILocator Panel(ConsolePage person) =>
        person.Page.GetByRole(AriaRole.Region, new() { Name = "Vault", Exact = true });

    /// <summary>Begins a vault and keeps the codes that it shows.</summary>
    public static async Task<IReadOnlyList<string>> BeginAsync(
        ConsolePage person,
        string button,
        int codes,
        string? then = null
    )
    {
        await person.GoToAsync("Account");
        await Panel(person).GetByRole(AriaRole.Button, new() { Name = "Begin a vault" }).ClickAsync();
        ILocator dialog = person.Page.GetByRole(AriaRole.Dialog);
        await Accessibility.HasNoViolationAsync(person.Page);
        await Accessibility.PictureAsync(person.Page, "vault-begin");
        await dialog.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        if (then is not null)
        {
            await dialog.GetByRole(AriaRole.Button, new() { Name = then }).ClickAsync();
        }

        ILocator shown = dialog.Locator(".vault-codes");
        await Assertions.Expect(shown.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(codes);
        await Accessibility.HasNoViolationAsync(person.Page);
        await Accessibility.PictureAsync(person.Page, $"vault-codes-{codes}");
        IReadOnlyList<string> written = await shown.GetByRole(AriaRole.Listitem).AllInnerTextsAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "I have written it down" }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        return written;
    }

    public static async Task AskAsync(ConsolePage person, string press, string answer, string? code = null)
    {
        await Panel(person).GetByRole(AriaRole.Button, new() { Name = press }).ClickAsync();
        ILocator dialog = person.Page.GetByRole(AriaRole.Dialog);
        if (code is not null)
        {
            await dialog.GetByLabel("Recovery code of the vault").FillAsync(code);
        }

        await dialog.GetByRole(AriaRole.Button, new() { Name = answer }).ClickAsync();
    }

    /// <summary>Types the kit to put what certifies into the vault that is open here.</summary>
    public static async Task KeepCertifyingAsync(ConsolePage owner, Company company, string button, string then)
    {
        await Panel(owner).GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        ILocator dialog = owner.Page.GetByRole(AriaRole.Dialog);
        ILocator keep = dialog.GetByRole(AriaRole.Button, new() { Name = "Keep it in the vault" });
        await Assertions.Expect(keep).ToBeDisabledAsync();
        await dialog.GetByLabel("Recovery kit").FillAsync(string.Join(' ', company.Kit));
        await Accessibility.LooksWellAsync(owner.Page, "vault-keep-certifying");
        await keep.ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions.Expect(Panel(owner)).ToContainTextAsync(then);
        await Accessibility.PictureAsync(owner.Page, "vault-certifying-kept");
    }

    /// <summary>The vault in place of the kit, on a browser that nobody has certified.</summary>
    public static async Task BecomeIssuerByVaultAsync(ConsolePage owner)
    {
        await owner.GoToAsync("Team");
        await Assertions.Expect(owner.Page.Locator(".banners")).Not.ToContainTextAsync("No connection");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Enter the recovery kit" }).ClickAsync();
        ILocator dialog = owner.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Use your vault instead" }).ClickAsync();
        await Accessibility.LooksWellAsync(owner.Page, "vault-issuer");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Open with a passkey" }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions
            .Expect(owner.Page.GetByRole(AriaRole.Button, new() { Name = "Enter the recovery kit" }))
            .ToHaveCountAsync(0);
    }

    /// <summary>The root's seed is in nothing that went over the wire or lies with the server.</summary>
    public static async Task AssertRootStayedAsync(Company company, ConsolePage owner)
    {
        LeakSearch search = new();
        search.AddBytes("root key", RecoveryKit.SeedOf(company.Kit));
        Assert.Contains("POST /v1/vault/root/open", owner.Profile.Traffic.Paths);
        Assert.Empty((await owner.Profile.Traffic.AllAsync()).SelectMany(search.In));
        foreach (string file in System.IO.Directory.GetFiles(company.Server.Data))
        {
            Assert.Empty(search.In(await File.ReadAllBytesAsync(file)));
        }
    }

    /// <summary>Cookies, keys, conversations: all that the browser had of this site. The passkey is not the browser's.</summary>
    public static async Task LoseEverythingAsync(Company company, ConsolePage person)
    {
        // What the page is writing when its storage goes would be a fault of the page.
        await person.Page.GotoAsync("about:blank");
        ICDPSession session = await person.Page.Context.NewCDPSessionAsync(person.Page);
        await session.SendAsync(
            "Storage.clearDataForOrigin",
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["origin"] = company.Server.Origin,
                ["storageTypes"] = "all",
            }
        );
        await person.Page.Context.ClearCookiesAsync();
        await person.Page.GotoAsync($"{company.Server.Origin}/console/");
        await Assertions
            .Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true }))
            .ToBeVisibleAsync();
    }
}
