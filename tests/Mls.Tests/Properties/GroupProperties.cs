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
        // A slow machine takes longer, but leaves nothing out.
        for (; told == 0 || (named is null && (Now < end || (!tally.IsComplete && told < 100))); told++)
        {
            Tell(named ?? new PCG(told, Begin).ToString(), tally);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{told} stories: {tally}.");
        Assert.True(named is not null || tally.IsComplete, $"The stories lack something: {tally}.");
    }

    [Fact]
    public void A_story_that_is_told_again_runs_alike_to_the_last_key()
    {
        for (uint number = 0; number < 3; number++)
        {
            Story story = Story.Any.Generate(new PCG(number, 11), null, out _);
            Assert.Equal(World.Tell(story, new()), World.Tell(story, new()));
        }
    }

    private static void Tell(string seed, Tally tally)
    {
        try
        {
            Sample(tally, seed, iterations: 1, seconds: -1);
        }
        catch (CsCheckException)
        {
            // The same again, and then others for a while: the shortest that fails is the one to look at.
            Sample(new(), seed, iterations: -1, seconds: 15);
            throw;
        }
    }

    private static void Sample(Tally tally, string seed, int iterations, int seconds) =>
        Story.Any.Sample(
            story =>
            {
                World.Tell(story, tally);
            },
            seed: seed,
            iter: iterations,
            time: seconds,
            threads: 1,
            print: story => story.ToString()
        );

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    /// <summary>The tests always tell the same stories, as far as time allows; the drill always others.</summary>
    private static ulong Begin => Setting("DRILL_PROPERTIES") is null ? 7 : (ulong)Now.Ticks;

    private static string? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
