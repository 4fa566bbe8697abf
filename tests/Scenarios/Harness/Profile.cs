namespace Sotto.Scenarios.Harness;

/// <summary>One person's browser profile with its first page, watched and recorded from its first request on.</summary>
public sealed class Profile
{
    /// <summary>On a slow machine, minutes pass between two things that a scenario lets somebody do.</summary>
    private const string KeepsOpen = """
        if (location.pathname.startsWith("/console/"))
          localStorage.setItem("sotto.console.lockAfter", localStorage.getItem("sotto.console.lockAfter") ?? "never")
        """;

    private Profile(IBrowserContext context, Traffic traffic)
    {
        Context = context;
        Traffic = traffic;
    }

    public IBrowserContext Context { get; }

    public Traffic Traffic { get; }

    public static async Task<Profile> OpenAsync(
        Chromium chromium,
        Faults faults,
        BrowserNewContextOptions? options = null
    )
    {
        IBrowserContext context = await chromium.NewProfileAsync(options);
        await faults.WatchAsync(context);
        await context.AddInitScriptAsync(KeepsOpen);
        Traffic traffic = new();
        traffic.Record(context);
        return new(context, traffic);
    }
}
