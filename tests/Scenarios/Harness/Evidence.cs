using System.Globalization;
using System.Text;

namespace Sotto.Scenarios.Harness;

/// <summary>What was on every page when a scenario failed: its text, a picture, faults, and what the server said.</summary>
public static class Evidence
{
    private const int LongestText = 1500;
    private const int LastLines = 20;

    public static async Task<string> CollectAsync(Company company)
    {
        string folder = Path.Combine(RepositoryFiles.Root, "artifacts", "scenarios");
        System.IO.Directory.CreateDirectory(folder);
        StringBuilder report = new();
        foreach (IPage page in company.Profiles.SelectMany(profile => profile.Context.Pages))
        {
            string picture = Path.Combine(folder, Path.ChangeExtension(Path.GetRandomFileName(), "png"));
            report.AppendLine(CultureInfo.InvariantCulture, $"== {page.Url} ({picture})");
            await page.ScreenshotAsync(new() { Path = picture });
            foreach (IFrame frame in page.Frames)
            {
                string text = await frame.Locator("body").InnerTextAsync();
                report.AppendLine(text.Length > LongestText ? text[..LongestText] : text);
            }
        }

        report.AppendLine("== faults").AppendJoin('\n', company.Faults.Seen).AppendLine();
        report.AppendLine("== server").AppendJoin('\n', company.Server.Output.Split('\n').TakeLast(LastLines));
        return report.ToString();
    }
}
