using System.Globalization;
using CsCheck;

namespace Sotto.Mls.Tests.Properties;

/// <summary>
/// Random lives of groups. A failure names its seed: <c>./drill properties SECONDS SEED</c> tells that story again and
/// looks for a shorter one that fails as well.
/// </summary>
public sealed class GroupProperties
{
    private const int Seconds = 20;

    [Fact]
    public void Whatever_happens_to_a_group_its_members_agree_and_nobody_else_learns_anything()
    {
        DateTime end = Now.AddSeconds(Setting("DRILL_PROPERTIES") is { } seconds ? Number(seconds) : Seconds);
        string? named = Setting("DRILL_SEED");
        uint told = 0;
        Tally tally = new();
        for (; told == 0 || (named is null && Now < end); told++)
        {
            string seed = named ?? new PCG(told, Begin).ToString();
            try
            {
                Story.Any.Sample(
                    story => World.Tell(story, tally),
                    seed: seed,
                    iter: 1,
                    threads: 1,
                    print: story => story.ToString()
                );
            }
            catch (CsCheckException)
            {
                // The same again, and then others for a while: the shortest that fails is the one to look at.
                Story.Any.Sample(
                    story => World.Tell(story, new()),
                    seed: seed,
                    time: 15,
                    print: story => story.ToString()
                );
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{told} stories: {tally}.");
        Assert.True(named is not null || tally.IsComplete, $"The stories lack something: {tally}.");
    }

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    /// <summary>The tests always tell the same stories, as far as time allows; the drill always others.</summary>
    private static ulong Begin => Setting("DRILL_PROPERTIES") is null ? 7 : (ulong)Now.Ticks;

    private static string? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
