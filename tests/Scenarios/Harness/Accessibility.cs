using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace Sotto.Scenarios.Harness;

/// <summary>What axe and a ruler find; pictures for the README where <c>SOTTO_SCREENSHOTS</c> names a folder.</summary>
public static class Accessibility
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("SOTTO_SCREENSHOTS");

    /// <summary>No violation of any rule, in the page and its frames.</summary>
    public static async Task HasNoViolationAsync(IPage page)
    {
        await ComeToRestAsync(page);
        AxeResult result = await page.RunAxe();
        string[] violations =
        [
            .. result.Violations.SelectMany(violation =>
                violation.Nodes.Select(node => $"{violation.Id}: {node.Target} {node.Html}")
            ),
        ];
        Assert.Empty(violations);
    }

    /// <summary>Colours are measured when they are there: in the middle of a fade, everything is pale.</summary>
    private static async Task ComeToRestAsync(IPage page)
    {
        foreach (IFrame frame in page.Frames)
        {
            await frame.EvaluateAsync(
                """
                Promise.all(document.getAnimations()
                  .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity)
                  .map((animation) => animation.finished.catch(() => undefined)))
                  .then(() => undefined)
                """
            );
        }
    }

    /// <summary>Everything fits the width, also in an open dialog: nobody has to scroll sideways to read (WCAG 1.4.10).</summary>
    public static async Task FitsTheWidthAsync(IFrame frame)
    {
        int excess = await frame.EvaluateAsync<int>(
            """
            Math.max(...[document.scrollingElement, ...document.querySelectorAll("dialog[open]")]
              .map((element) => element.scrollWidth - element.clientWidth))
            """
        );
        Assert.True(excess <= 0, $"{frame.Url} is {excess} px too wide");
    }

    /// <summary>As somebody who set their browser's text to twice the size sees it.</summary>
    public static Task DoubleTextAsync(IFrame frame) =>
        frame.EvaluateAsync("document.documentElement.style.fontSize = '200%'");

    /// <summary>What is open now, checked as it is, and once more in the dark on a telephone; afterwards as it was.</summary>
    public static async Task LooksWellAsync(IPage page, string name)
    {
        await HasNoViolationAsync(page);
        await PictureAsync(page, name);
        PageViewportSizeResult before = page.ViewportSize!;
        await page.SetViewportSizeAsync(390, 820);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await FitsTheWidthAsync(page.MainFrame);
        await HasNoViolationAsync(page);
        await PictureAsync(page, $"{name}-phone-dark");
        await page.SetViewportSizeAsync(before.Width, before.Height);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    public static async Task PictureAsync(IPage page, string name)
    {
        if (Pictures is not null)
        {
            await page.ScreenshotAsync(
                new() { Path = Path.Combine(Pictures, $"{name}.png"), Animations = ScreenshotAnimations.Disabled }
            );
        }
    }
}
