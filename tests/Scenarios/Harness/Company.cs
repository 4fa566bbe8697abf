namespace Sotto.Scenarios.Harness;

/// <summary>
/// A company that has just been set up through the real pages: its server, its owner at the console, its website. One
/// for all scenarios of a class.
/// </summary>
public class Company(Chromium chromium) : IAsyncLifetime
{
    public const string Name = "Example Practice";
    public const string OwnerName = "Olive Owner";

    private readonly List<Profile> _profiles = [];

    public Chromium Chromium => chromium;

    public IReadOnlyList<Profile> Profiles => _profiles;

    public Faults Faults { get; } = new();

    public SottoProcess Server { get; private set; } = null!;

    public ConsolePage Owner { get; private set; } = null!;

    /// <summary>The line that the last step of the set-up showed.</summary>
    public string Snippet { get; private set; } = "";

    /// <summary>The id of its first inbox, as the snippet names it.</summary>
    public string Inbox => Snippet.Split('"').Single(part => part.StartsWith("inb_", StringComparison.Ordinal));

    /// <summary>The owner's recovery kit; the root's private key, for scenarios that need to sign.</summary>
    public IReadOnlyList<string> Kit { get; private set; } = [];

    protected virtual Task<IReadOnlyDictionary<string, string>> SettingsAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>(StringComparer.Ordinal));

    public virtual async ValueTask InitializeAsync()
    {
        Server = await SottoProcess.StartAsync(await SettingsAsync());
        try
        {
            Profile profile = await NewProfileAsync();
            IPage page = await profile.Context.NewPageAsync();
            SetUpPage setUp = await BeginSetUpAsync(page, Server.SetUpLink);
            await TakeStepsAsync(setUp);
            (Snippet, Kit) = (await setUp.Snippet.InnerTextAsync(), setUp.Kit);
            await setUp.OpenConsoleAsync();
            Owner = new(profile, page, Server.Origin);
            await Owner.BecomesReadyAsync();
        }
        catch (Exception error) when (error is PlaywrightException or TimeoutException or Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException(
                $"The company could not be set up.\n{await Evidence.CollectAsync(this)}",
                error
            );
        }
    }

    public async Task<Profile> NewProfileAsync(BrowserNewContextOptions? options = null)
    {
        Profile profile = await Profile.OpenAsync(chromium, Faults, options);
        _profiles.Add(profile);
        return profile;
    }

    public static async Task<SetUpPage> BeginSetUpAsync(IPage page, string link)
    {
        await Passkeys.PlugInAsync(page);
        await page.GotoAsync(link);
        return new(page);
    }

    /// <summary>Another organisation on the same server, set up by its own owner.</summary>
    public async Task<ConsolePage> SetUpAnotherAsync(string organisation, string owner)
    {
        Profile profile = await NewProfileAsync();
        IPage page = await profile.Context.NewPageAsync();
        SetUpPage setUp = await BeginSetUpAsync(page, await Server.NewSetUpLinkAsync());
        await setUp.CompleteAsync(organisation, owner, Server.DemoOrigin);
        await setUp.OpenConsoleAsync();
        ConsolePage console = new(profile, page, Server.Origin);
        await console.BecomesReadyAsync();
        return console;
    }

    protected virtual Task TakeStepsAsync(SetUpPage setUp) => setUp.CompleteAsync(Name, OwnerName, Server.DemoOrigin);

    /// <summary>A person new to the team, with a passkey, waiting for a certificate.</summary>
    public async Task<ConsolePage> JoinAsync(string name, Profile? browser = null, bool hasPrf = true)
    {
        string link = await Owner.InviteAsync(name);
        Profile profile = browser ?? await NewProfileAsync();
        IPage page = await profile.Context.NewPageAsync();
        await Passkeys.PlugInAsync(page, "internal", hasPrf: hasPrf);
        await page.GotoAsync(link);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create passkey" }).ClickAsync();
        ConsolePage console = new(profile, page, Server.Origin);
        await Assertions.Expect(page.Locator(".rail")).ToBeVisibleAsync();
        return console;
    }

    /// <summary>A person new to the team who has been certified.</summary>
    public async Task<ConsolePage> CertifiedAsync(string name, Profile? browser = null, bool hasPrf = true)
    {
        ConsolePage agent = await JoinAsync(name, browser, hasPrf);
        await CertifyAsync(agent, name);
        return agent;
    }

    /// <summary>The owner certifies the browser in which this person is signed in.</summary>
    public async Task CertifyAsync(ConsolePage agent, string name)
    {
        await Assertions.Expect(agent.Page.Locator(".panel .fingerprint")).ToBeVisibleAsync();
        await Owner.Page.ReloadAsync(); // otherwise the page asks again within 15 seconds
        await Owner.CertifyAsync(name);
        await agent.BecomesReadyAsync();
    }

    /// <summary>A visitor in a new browser profile, on the company's home page.</summary>
    public async Task<VisitorPage> VisitorAsync(BrowserNewContextOptions? options = null)
    {
        Profile profile = await NewProfileAsync(options);
        VisitorPage visitor = new(profile, await profile.Context.NewPageAsync(), Server.DemoOrigin);
        await visitor.VisitAsync();
        return visitor;
    }

    /// <summary>A visitor who has given a name and written one message.</summary>
    public async Task<VisitorPage> WritingVisitorAsync(
        string name,
        string text,
        BrowserNewContextOptions? options = null
    )
    {
        VisitorPage visitor = await VisitorAsync(options);
        await visitor.OpenChatAsync();
        await visitor.NameAsync(name);
        await visitor.WriteAsync(text);
        await Assertions
            .Expect(visitor.Chat.Messages.Last.Locator(".s-mark:not([data-state=outbox])"))
            .ToBeVisibleAsync();
        return visitor;
    }

    /// <summary>Closes every browser but the owner's.</summary>
    public async Task CloseVisitsAsync()
    {
        foreach (Profile profile in _profiles.Where(profile => profile != Owner.Profile).ToList())
        {
            await profile.Context.CloseAsync();
            _profiles.Remove(profile);
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (Profile profile in _profiles)
        {
            await profile.Context.CloseAsync();
        }

        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
