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
        await KeepCertifyingAsync(owner, Company, "Keep the company’s key in your vault", "The company’s key is in it");

        await LoseEverythingAsync(Company, owner);
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await BecomeIssuerByVaultAsync(owner);
        await owner.GoToAsync("Conversations");
        await owner.BecomesReadyAsync();
        await owner.CertifyAsync(colleague);
        await waiting.BecomesReadyAsync();

        await owner.Page.GetByRole(AriaRole.Link, new() { Name = "Open the vault" }).ClickAsync();
        await AskAsync(owner, "Open the vault", "Open with a passkey");
        await Assertions.Expect(Panel(owner)).ToContainTextAsync("Everything is in it as of");
        await Assertions
            .Expect(owner.Page.Locator("main"))
            .ToContainTextAsync("The company’s key or the right to certify in your vault was given to a browser");
        await AssertRootStayedAsync(Company, owner);

        await AskAsync(owner, "Take the company’s key out", "Take the company’s key out");
        await Assertions.Expect(Panel(owner)).ToContainTextAsync("no longer in your vault");
        await Assertions.Expect(Panel(owner)).Not.ToContainTextAsync("The company’s key is in it");
    }
}
