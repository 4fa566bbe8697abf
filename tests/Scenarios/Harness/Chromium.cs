namespace Sotto.Scenarios.Harness;

/// <summary>
/// One headless browser for the whole assembly: Debian's, so that nothing is downloaded. The headless shell is the same
/// engine without the windows around it, which took a third of the processor's time.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium-headless-shell";
    private const float Patience = 20_000;

    private static readonly string[] Arguments =
    [
        "--no-sandbox",
        "--site-per-process", // as every desktop browser does; the shell leaves it off
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Takes the place of Playwright's own list, which switches off the partitioning of storage: a frame on another
        // site would then have no storage at all, which is not what visitors' browsers do.
        "--disable-features=AcceptCHFrame,DestroyProfileOnBrowserClose,DialMediaRouteProvider,GlobalMediaControls,HttpsUpgrades,LensOverlay,MediaRouter,OptimizationHints,PaintHolding,Translate",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser has not been started.");

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program))
        {
            throw new InvalidOperationException(
                $"{Program} is missing. Debian: apt-get install chromium-headless-shell. No scenario is skipped."
            );
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = Arguments });
        Assertions.SetDefaultExpectTimeout(Patience);
    }

    /// <summary>A browser profile of its own: another person, or the same person on another machine.</summary>
    public async Task<IBrowserContext> NewProfileAsync(BrowserNewContextOptions? options = null)
    {
        BrowserNewContextOptions chosen = options ?? new();
        chosen.Locale ??= "en-GB";
        chosen.ViewportSize ??= new() { Width = 1280, Height = 820 };
        IBrowserContext context = await Browser.NewContextAsync(chosen);
        context.SetDefaultTimeout(Patience);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
