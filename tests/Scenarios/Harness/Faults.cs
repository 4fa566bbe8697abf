using System.Collections.Concurrent;

namespace Sotto.Scenarios.Harness;

/// <summary>
/// What must not happen in any scenario: a script error, a dialog, a breach of the content security policy, an error on
/// the console. Failed requests are not faults: many scenarios cut the connection on purpose.
/// </summary>
public sealed class Faults
{
    private const string ReportViolations = """
        addEventListener("securitypolicyviolation", event =>
          console.error("policy violation: " + event.violatedDirective + " " + event.blockedURI + " " + event.sourceFile))
        """;

    private static readonly string[] OfTheConnection =
    [
        "Failed to load resource",
        "WebSocket connection to",
        "net::ERR_",
    ];

    private readonly ConcurrentQueue<string> _seen = new();

    public IReadOnlyCollection<string> Seen => _seen;

    public async Task WatchAsync(IBrowserContext context)
    {
        await context.AddInitScriptAsync(ReportViolations);
        context.WebError += (_, error) => _seen.Enqueue($"script error: {error.Error}");
        context.Dialog += async (_, dialog) =>
        {
            // Leaving the set-up half way asks on purpose; nothing else ever opens a dialog of the browser.
            if (dialog.Type != "beforeunload")
            {
                _seen.Enqueue($"dialog: {dialog.Type} {dialog.Message}");
            }

            await dialog.AcceptAsync();
        };
        context.Console += (_, message) =>
        {
            if (
                message.Type == "error"
                && !OfTheConnection.Any(part => message.Text.Contains(part, StringComparison.Ordinal))
            )
            {
                _seen.Enqueue($"console: {message.Text} ({message.Location})");
            }
        };
    }

    /// <summary>What was seen until now; afresh from here on.</summary>
    public IReadOnlyList<string> Take()
    {
        string[] faults = [.. _seen];
        _seen.Clear();
        return faults;
    }
}
