using Sotto.Scenarios.Hostile;
using static Sotto.Scenarios.Harness.VaultSteps;

namespace Sotto.Scenarios;

/// <summary>The owner's only browser is lost, and the kit is not at hand: what their vault is for, if they asked for it.</summary>
public sealed class VaultKeysScenario(Company company) : Scenario(company)
{
    [Fact]
    public async Task An_owner_who_lost_their_browser_certifies_again_with_the_root_in_their_vault()
    {
        const string colleague = "Walt Waiting";
        ConsolePage owner = Company.Owner;
        ConsolePage waiting = await Company.JoinAsync(colleague);
        await BeginAsync(owner, "Continue with a passkey", 1);
        await KeepRootAsync(owner);

        await LoseEverythingAsync(Company, owner);
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await BecomeIssuerAsync(owner);
        await owner.GoToAsync("Conversations");
        await owner.BecomesReadyAsync();
        await owner.CertifyAsync(colleague);
        await waiting.BecomesReadyAsync();

        await owner.Page.GetByRole(AriaRole.Link, new() { Name = "Open the vault" }).ClickAsync();
        await AskAsync(owner, "Open the vault", "Open with a passkey");
        await Assertions.Expect(Panel(owner)).ToContainTextAsync("Everything is in it as of");
        await Assertions
            .Expect(owner.Page.Locator("main"))
            .ToContainTextAsync("The company’s key in your vault was given to a browser");
        await AssertRootStayedAsync(owner);

        await AskAsync(owner, "Take the company’s key out", "Take the company’s key out");
        await Assertions.Expect(Panel(owner)).ToContainTextAsync("no longer in your vault");
        await Assertions.Expect(Panel(owner)).Not.ToContainTextAsync("The company’s key is in it");
    }

    private async Task KeepRootAsync(ConsolePage owner)
    {
        await Panel(owner)
            .GetByRole(AriaRole.Button, new() { Name = "Keep the company’s key in your vault" })
            .ClickAsync();
        ILocator dialog = owner.Page.GetByRole(AriaRole.Dialog);
        ILocator keep = dialog.GetByRole(AriaRole.Button, new() { Name = "Keep it in the vault" });
        await Assertions.Expect(keep).ToBeDisabledAsync();
        await dialog.GetByLabel("Recovery kit").FillAsync(string.Join(' ', Company.Kit));
        await Accessibility.HasNoViolationAsync(owner.Page);
        await Accessibility.PictureAsync(owner.Page, "vault-keep-root");
        await keep.ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions.Expect(Panel(owner)).ToContainTextAsync("The company’s key is in it");
        await Accessibility.PictureAsync(owner.Page, "vault-root-kept");
    }

    private static async Task BecomeIssuerAsync(ConsolePage owner)
    {
        await owner.GoToAsync("Team");
        await Assertions.Expect(owner.Page.Locator(".banners")).Not.ToContainTextAsync("No connection");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Enter the recovery kit" }).ClickAsync();
        ILocator dialog = owner.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Use your vault instead" }).ClickAsync();
        await Accessibility.HasNoViolationAsync(owner.Page);
        await Accessibility.PictureAsync(owner.Page, "vault-issuer");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Open with a passkey" }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions
            .Expect(owner.Page.GetByRole(AriaRole.Button, new() { Name = "Enter the recovery kit" }))
            .ToHaveCountAsync(0);
    }

    private async Task AssertRootStayedAsync(ConsolePage owner)
    {
        LeakSearch search = new();
        search.AddBytes("root key", RecoveryKit.SeedOf(Company.Kit));
        Assert.Contains(
            owner.Profile.Traffic.Paths,
            path => path.EndsWith("/v1/vault/root/open", StringComparison.Ordinal)
        );
        Assert.Empty((await owner.Profile.Traffic.AllAsync()).SelectMany(search.In));
        foreach (string file in System.IO.Directory.GetFiles(Company.Server.Data))
        {
            Assert.Empty(search.In(await File.ReadAllBytesAsync(file)));
        }
    }
}
