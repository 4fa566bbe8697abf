using static Sotto.Scenarios.Harness.VaultSteps;

namespace Sotto.Scenarios;

/// <summary>The owner's only browser is lost. The company's key is on paper alone, and the paper is not at hand.</summary>
public sealed class IssuerInVaultScenario(Company company) : Scenario(company)
{
    [Fact]
    public async Task An_owner_without_the_root_in_their_vault_certifies_again_as_the_issuer_they_were()
    {
        const string colleague = "Nora Newcomer";
        ConsolePage owner = Company.Owner;
        ConsolePage waiting = await Company.JoinAsync(colleague);
        await BeginAsync(owner, "Continue with a passkey", 1);
        await KeepCertifyingAsync(
            owner,
            Company,
            "Keep the right to certify in your vault",
            "The right to certify is in it"
        );

        await LoseEverythingAsync(Company, owner);
        int asked = owner.Profile.Traffic.Paths.Count;
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await BecomeIssuerByVaultAsync(owner);
        await owner.GoToAsync("Conversations");
        await owner.BecomesReadyAsync();
        await owner.CertifyAsync(colleague);
        await waiting.BecomesReadyAsync();
        await RevokeLostBrowserAsync(owner);
        IEnumerable<string> since = owner.Profile.Traffic.Paths.Skip(asked);
        Assert.Contains("POST /v1/revocations", since); // the next list of the issuer that the lost browser was
        Assert.DoesNotContain("POST /v1/issuers", since); // and there is no other

        await owner.Page.GetByRole(AriaRole.Link, new() { Name = "Open the vault" }).ClickAsync();
        await AskAsync(owner, "Open the vault", "Open with a passkey");
        await Assertions.Expect(Panel(owner)).ToContainTextAsync("Everything is in it as of");
        await Assertions.Expect(Panel(owner)).ToContainTextAsync("The right to certify is in it");
        await AssertRootStayedAsync(Company, owner);

        await AskAsync(owner, "Take the right to certify out", "Take the right to certify out");
        await Assertions.Expect(Panel(owner)).ToContainTextAsync("no longer in your vault");
        await Assertions
            .Expect(Panel(owner).GetByRole(AriaRole.Button, new() { Name = "Keep the right to certify" }))
            .ToBeVisibleAsync();
    }

    private static async Task RevokeLostBrowserAsync(ConsolePage owner)
    {
        await owner.GoToAsync("Team");
        ILocator lost = owner
            .Page.Locator("ul.devices > li")
            .Filter(new() { HasText = Company.OwnerName, HasNotText = "This device" });
        await lost.GetByRole(AriaRole.Button).ClickAsync();
        ILocator dialog = owner.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions
            .Expect(owner.Page.Locator("ul.devices > li").Filter(new() { HasText = "Revoked" }))
            .ToHaveCountAsync(1);
    }
}
