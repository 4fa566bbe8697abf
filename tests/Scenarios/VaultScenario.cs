using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using static Sotto.Scenarios.Harness.VaultSteps;

namespace Sotto.Scenarios;

/// <summary>What survives the loss of a browser: its owner reads it again, and nobody else ever could.</summary>
public sealed class VaultScenario(Company company) : Scenario(company)
{
    /// <summary>From "Open with a passkey" to the text on the screen, the way there through two screens included.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private const string Question = "The heron keeps its slippers under the piano";
    private const string Answer = "Then the piano had better stay in tune";

    /// <summary>Writes down what the passkey told the page, before the page uses it up.</summary>
    private const string RememberSecrets = """
        const get = navigator.credentials?.get.bind(navigator.credentials)
        if (get) navigator.credentials.get = async (options) => {
          const credential = await get(options)
          const first = credential?.getClientExtensionResults().prf?.results?.first
          if (first) await rememberSecret(btoa(String.fromCharCode(...new Uint8Array(first))))
          return credential
        }
        """;

    [Fact]
    public async Task A_wiped_browser_reads_its_history_again_with_the_passkey_alone()
    {
        ConcurrentQueue<string> secrets = new();
        Profile browser = await Company.NewProfileAsync();
        await browser.Context.ExposeBindingAsync(
            "rememberSecret",
            (BindingSource _, string secret) => secrets.Enqueue(secret)
        );
        await browser.Context.AddInitScriptAsync(RememberSecrets);
        ConsolePage agent = await Company.CertifiedAsync("Vera Vault", browser);
        await TalkAsync(agent);
        await BeginAsync(agent, "Continue with a passkey", 1);
        await Assertions.Expect(Panel(agent)).ToContainTextAsync("Everything is in it as of");

        await LoseEverythingAsync(Company, agent);
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Company.CertifyAsync(agent, "Vera Vault");
        await Assertions.Expect(agent.RowOf("Hugo Heron")).ToHaveCountAsync(0);
        await agent.Page.GetByRole(AriaRole.Link, new() { Name = "Open the vault" }).ClickAsync();
        Stopwatch sinceTheTouch = Stopwatch.StartNew();
        await AskAsync(agent, "Open the vault", "Open with a passkey");
        await agent.GoToAsync("Conversations");
        await agent.OpenAsync("Hugo Heron");
        await agent.Chat.ShowsAsync(Question);
        Assert.True(sinceTheTouch.Elapsed < Limit, $"read after {sinceTheTouch.Elapsed}");

        await agent.Chat.ShowsAsync(Answer);
        await Accessibility.HasNoViolationAsync(agent.Page);
        await Accessibility.PictureAsync(agent.Page, "vault-restored");
        await AssertNothingLeftTheBrowserAsync(browser, secrets);
    }

    [Fact]
    public async Task A_passkey_that_keeps_no_secrets_leads_to_two_codes_and_either_opens_the_vault()
    {
        ConsolePage agent = await Company.CertifiedAsync("Cora Code", hasPrf: false);
        await agent.GoToAsync("Account");
        await Panel(agent).GetByRole(AriaRole.Button, new() { Name = "Begin a vault" }).ClickAsync();
        ILocator dialog = agent.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Continue with a passkey" }).ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("cannot open a vault");
        await agent.Page.Keyboard.PressAsync("Escape");
        IReadOnlyList<string> codes = await BeginAsync(agent, "Continue with a passkey", 2, "Show two codes");
        await Assertions.Expect(Panel(agent)).ToContainTextAsync("Everything is in it as of");

        await LoseEverythingAsync(Company, agent);
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Company.CertifyAsync(agent, "Cora Code");
        await agent.GoToAsync("Account");
        await AskAsync(agent, "Open the vault", "Open with the code", codes[1].Replace(' ', '-').ToLowerInvariant());
        await Assertions.Expect(Panel(agent)).ToContainTextAsync("Your vault is open in this browser.");
        await Accessibility.HasNoViolationAsync(agent.Page);
        await Accessibility.PictureAsync(agent.Page, "vault-open");
    }

    private async Task TalkAsync(ConsolePage agent)
    {
        VisitorPage visitor = await Company.WritingVisitorAsync("Hugo Heron", Question);
        await agent.OpenAsync("Hugo Heron");
        await agent.WriteAsync(Answer);
        await visitor.Chat.ShowsAsync(Answer);
    }

    private async Task AssertNothingLeftTheBrowserAsync(Profile browser, IEnumerable<string> secrets)
    {
        LeakSearch search = new();
        search.AddText("question", Question);
        search.AddText("answer", Answer);
        byte[][] distinct = [.. secrets.Distinct(StringComparer.Ordinal).Select(Convert.FromBase64String)];
        byte[] secret = Assert.Single(distinct); // one passkey, asked for the same salt, keeps one secret
        Assert.Equal(32, secret.Length);
        search.AddBytes("PRF secret", secret);

        IReadOnlyList<byte[]> traffic = await browser.Traffic.AllAsync();
        Assert.Contains(
            browser.Traffic.Paths,
            path => path.Contains("/v1/vault/conversations/", StringComparison.Ordinal)
        );
        Assert.Empty(traffic.SelectMany(search.In));
        foreach (string file in System.IO.Directory.GetFiles(Company.Server.Data))
        {
            Assert.Empty(search.In(await File.ReadAllBytesAsync(file)));
        }

        Assert.Empty(search.In(Encoding.UTF8.GetBytes(Company.Server.Output)));
    }
}
