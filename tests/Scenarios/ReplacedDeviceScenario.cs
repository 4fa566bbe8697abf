using static Sotto.Scenarios.Harness.VaultSteps;

namespace Sotto.Scenarios;

/// <summary>A browser takes a lost one's place: it reads from the vault at once, and writes when a member has let it in.</summary>
public sealed class ReplacedDeviceScenario(Company company) : Scenario(company)
{
    private const string Person = "Rita Replaced";
    private const string Visitor = "Hugo Heron";
    private const string Question = "Who moved the piano?";
    private const string Answer = "The heron did, at night";
    private const string Back = "My laptop is gone, I am not";
    private const string Welcome = "Then all is well";

    /// <summary>Whether this browser has heard whose word a new browser would come with: ids in keys are not sealed.</summary>
    private const string HasHeardOfVault = """
        async () => {
          const open = (name) => new Promise((done, failed) => {
            const request = indexedDB.open(name)
            request.onsuccess = () => done(request.result)
            request.onerror = () => failed(request.error)
          })
          for (const { name } of await indexedDB.databases()) {
            const database = await open(name)
            const keys = !database.objectStoreNames.contains("seen") ? [] : await new Promise((done) => {
              const request = database.transaction("seen").objectStore("seen").getAllKeys()
              request.onsuccess = () => done(request.result)
            })
            database.close()
            if (keys.some((key) => key[1] === "vault")) return true
          }
          return false
        }
        """;

    [Fact]
    public async Task A_replaced_browser_writes_again_when_the_customer_alone_is_there_to_let_it_in()
    {
        ConsolePage agent = await Company.CertifiedAsync(Person);
        VisitorPage visitor = await TalkAsync(agent);
        await BeginAsync(agent, "Continue with a passkey", 1);
        await HearsOfVaultAsync(() => agent.Page.EvaluateAsync<bool>(HasHeardOfVault));
        await HearsOfVaultAsync(() => visitor.ChatFrame.EvaluateAsync<bool>(HasHeardOfVault));
        await visitor.Profile.Context.SetOfflineAsync(true);

        await LoseEverythingAsync(Company, agent);
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Company.CertifyAsync(agent, Person);
        await Company.Owner.Page.GotoAsync("about:blank"); // nobody of the team is there
        await agent.Page.GetByRole(AriaRole.Link, new() { Name = "Open the vault" }).ClickAsync();
        await AskAsync(agent, "Open the vault", "Open with a passkey");
        await agent.GoToAsync("Conversations");
        await agent.OpenAsync(Visitor);
        await agent.Chat.ShowsInOrderAsync(Question, Answer);
        await WaitsAsync(agent);

        await visitor.Profile.Context.SetOfflineAsync(false);
        await Assertions.Expect(agent.Composer).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await agent.WriteAsync(Back);
        await visitor.Chat.ShowsAsync(Back);
        await visitor.WriteAsync(Welcome);

        await agent.Chat.ShowsInOrderAsync(Question, Answer, Back, Welcome);
        await Assertions.Expect(visitor.Panel).ToContainTextAsync($"{Person} joined");
        await Assertions.Expect(agent.Page.Locator(".thread-head")).ToContainTextAsync("End-to-end encrypted");
        await Accessibility.HasNoViolationAsync(agent.Page);
        await Accessibility.PictureAsync(agent.Page, "replaced-writes");
        await Accessibility.PictureAsync(visitor.Page, "replaced-visitor");
    }

    private async Task<VisitorPage> TalkAsync(ConsolePage agent)
    {
        VisitorPage visitor = await Company.WritingVisitorAsync(Visitor, Question);
        await agent.OpenAsync(Visitor);
        await agent.WriteAsync(Answer);
        await visitor.Chat.ShowsAsync(Answer);
        return visitor;
    }

    private static Task HearsOfVaultAsync(Func<Task<bool>> hasHeard) =>
        Eventually.IsTrueAsync(hasHeard, "the vault's identity was not told");

    /// <summary>To be read among the open ones, in words that say what it waits for.</summary>
    private static async Task WaitsAsync(ConsolePage agent)
    {
        ILocator closing = agent.Page.Locator(".closing");
        await Assertions.Expect(closing).ToContainTextAsync("You can write here as soon as");
        await Assertions.Expect(agent.Page.Locator(".thread-head")).ToContainTextAsync("From your vault");
        await Accessibility.HasNoViolationAsync(agent.Page);
        await Accessibility.PictureAsync(agent.Page, "replaced-waits");
        PageViewportSizeResult wide = agent.Page.ViewportSize!;
        await agent.Page.SetViewportSizeAsync(390, 844);
        await Assertions.Expect(closing).ToBeVisibleAsync();
        await Accessibility.FitsTheWidthAsync(agent.Page.MainFrame);
        await Accessibility.PictureAsync(agent.Page, "replaced-waits-phone");
        await agent.Page.SetViewportSizeAsync(wide.Width, wide.Height);
    }
}
