using System.Diagnostics;
using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Accounts.Passwords;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>Guesses are slowed, on disk, and nobody who guesses keeps the holder out.</summary>
public sealed class PasswordGuessingTests(Stores stores)
{
    private const string Elsewhere = "203.0.113.9";

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task After_five_wrong_guesses_the_next_wait_longer_and_longer_even_after_a_restart(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        await GuessAsync(scene, 5);

        await SlowedAsync(scene, 30);
        await scene.Host.RestartAsync();
        await SlowedAsync(scene, 30);
        foreach (int seconds in new[] { 60, 120, 240 })
        {
            scene.Host.Time.Advance(TimeSpan.FromSeconds((seconds / 2) + 1));
            await GuessAsync(scene, 1);
            await SlowedAsync(scene, seconds);
        }

        scene.Host.Time.Advance(TimeSpan.FromSeconds(240));
        (await scene.SignInAsync()).As<Session>();
        await GuessAsync(scene, 4);
        scene.NextStep();
        (await scene.SignInAsync()).As<Session>();
    }

    /// <summary>A name that nobody has is slowed like any other, or the waiting would tell who has an account.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_name_of_nobody_is_slowed_alike(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        for (int i = 0; i < 5; i++)
        {
            await scene.RefusedSignInAsync(() => scene.SignInAsync("nobody", from: Elsewhere));
        }

        Reply reply = await scene.SignInAsync("nobody", from: Elsewhere);
        reply.IsRefused(HttpStatusCode.TooManyRequests, ProblemCodes.GuessingSlowed);
        (await scene.SignInAsync()).As<Session>();
    }

    /// <summary>Ten thousand guesses from elsewhere cost the holder nothing on a known device, nor with a passkey.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Ten_thousand_guesses_from_elsewhere_do_not_keep_the_holder_out(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        for (int i = 0; i < 30; i++)
        {
            await GuessAsync(scene, 1, from: $"203.0.{i}.9");
            scene.Host.Time.Advance(TimeSpan.FromMinutes(61));
        }

        await GuessAsync(scene, 1);
        await scene.Host.Database.WriteAsync(transaction =>
            transaction.Execute("UPDATE sign_in_guesses SET wrong = 10000 WHERE wrong > 10")
        );
        scene.Host.Time.Advance(TimeSpan.FromMinutes(61));
        await GuessAsync(scene, 1);
        await SlowedAsync(scene, 3600);

        (await scene.SignInFromDeviceAsync(from: Elsewhere)).As<Session>();
        await SlowedAsync(scene, 3600); // the holder's success says nothing about whoever guesses elsewhere
        PasskeyOptions options = (
            await scene.Companies.PostAsync("/v1/sign-in/options", new EmptyRequest())
        ).As<PasskeyOptions>();
        SignInRequest passkey = new(
            options.Challenge,
            scene.Companies.Ours.Authenticator.Use(options, scene.Host.Settings.PublicOrigin)
        );
        (await scene.Companies.PostAsync("/v1/sign-in", passkey)).As<Session>();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_known_device_has_ten_guesses_and_the_device_of_another_none_of_them(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        for (int i = 0; i < 10; i++)
        {
            await scene.RefusedSignInAsync(() => scene.SignInFromDeviceAsync("wrong"));
        }

        Reply slowed = await scene.SignInFromDeviceAsync();
        slowed.IsRefused(HttpStatusCode.TooManyRequests, ProblemCodes.GuessingSlowed);
        Assert.InRange(int.Parse(slowed.RetryAfter!, System.Globalization.CultureInfo.InvariantCulture), 1, 30);
        (await scene.SignInAsync()).As<Session>();

        TestDevice stranger = scene.Companies.Others.OwnerDevice;
        for (int i = 0; i < 5; i++)
        {
            await scene.RefusedSignInAsync(() => FromAsync(stranger));
        }

        (await FromAsync(stranger)).IsRefused(HttpStatusCode.TooManyRequests, ProblemCodes.GuessingSlowed);

        async Task<Reply> FromAsync(TestDevice device) =>
            await scene.Companies.PostAsync(
                "/v1/sign-in/password",
                new PasswordSignInRequest(PasswordScene.Name, "wrong", "123456"),
                ("DPoP", await device.ProofAsync("POST", "/v1/sign-in/password"))
            );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_network_that_tries_everybody_waits_for_the_hour_to_end(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        await scene.RefusedSignInAsync(() => scene.SignInAsync("nobody", from: Elsewhere));
        await scene.Host.Database.WriteAsync(transaction =>
            transaction.Execute("UPDATE sign_in_guesses SET wrong = 99")
        );
        await scene.RefusedSignInAsync(() => scene.SignInAsync("somebody", from: "203.0.113.200"));

        (await scene.SignInAsync("someone", from: Elsewhere)).IsRefused(
            HttpStatusCode.TooManyRequests,
            ProblemCodes.GuessingSlowed
        );
        (await scene.SignInAsync()).As<Session>();
        scene.NextStep();
        (await scene.SignInFromDeviceAsync(from: Elsewhere)).As<Session>();
        scene.Host.Time.Advance(TimeSpan.FromHours(1));
        (await scene.SignInAsync(from: Elsewhere)).As<Session>();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Guessing_writes_at_most_ten_events_of_a_kind_in_an_hour(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        for (int i = 0; i < 14; i++)
        {
            await scene.Host.Database.WriteAsync(transaction =>
                transaction.Execute("UPDATE sign_in_guesses SET blocked_until = 0, wrong = 7")
            );
            await GuessAsync(scene, 1);
        }

        Assert.Equal(10, await scene.EventsAsync(SecurityEventKind.SignInFailed));
        Assert.InRange(await scene.EventsAsync(SecurityEventKind.GuessingSlowed), 9, 10);
        scene.Host.Time.Advance(TimeSpan.FromMinutes(61));
        await GuessAsync(scene, 1);
        Assert.Equal(11, await scene.EventsAsync(SecurityEventKind.SignInFailed));
    }

    /// <summary>Nobody learns from the time of an answer whether a name has an account.</summary>
    [Fact]
    public async Task An_unknown_name_takes_as_long_as_a_wrong_password()
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(
            stores,
            Stores.Sqlite,
            settings => settings with { PasswordCost = PasswordCost.Full }
        );
        List<double> known = [];
        List<double> unknown = [];
        for (int i = 0; i < 40; i++)
        {
            known.Add(await TimeAsync(scene, PasswordScene.Name));
            unknown.Add(await TimeAsync(scene, "nobody"));
        }

        // Which of a pair is the slower one is a coin's toss: of 40, fewer than 8 come down once in 100,000 runs. Without
        // the hash of nobody the known name would be the slower one every time.
        int slower = known.Zip(unknown).Count(pair => pair.First > pair.Second);
        double ratio = known.Order().ElementAt(20) / unknown.Order().ElementAt(20);
        Assert.True(slower is >= 8 and <= 32 || ratio is > 0.85 and < 1.15, $"{slower} of 40, medians {ratio:F3}");
    }

    [Fact]
    public void Delays_double_up_to_their_bound_however_many_guesses_there_were()
    {
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
        Assert.Null(GuessingRules.OfName.BlockedUntil(4, now, now));
        Assert.Equal(now.AddSeconds(30), GuessingRules.OfName.BlockedUntil(5, now, now));
        Assert.Equal(now.AddSeconds(1920), GuessingRules.OfName.BlockedUntil(11, now, now));
        Assert.Equal(now.AddHours(1), GuessingRules.OfName.BlockedUntil(12, now, now));
        Assert.Equal(now.AddHours(1), GuessingRules.OfName.BlockedUntil(long.MaxValue, now, now));
        Assert.Null(GuessingRules.OfDevice.BlockedUntil(9, now, now));
        Assert.Equal(now.AddMinutes(15), GuessingRules.OfDevice.BlockedUntil(10_000, now, now));
    }

    private static async Task GuessAsync(PasswordScene scene, int times, string from = Elsewhere)
    {
        for (int i = 0; i < times; i++)
        {
            await scene.RefusedSignInAsync(() => scene.SignInAsync(password: "wrong", from: from));
        }
    }

    /// <summary>Even the right factors are not looked at for about this long.</summary>
    private static async Task SlowedAsync(PasswordScene scene, int seconds)
    {
        Reply reply = await scene.RefusedAsync(
            () => scene.SignInAsync(from: Elsewhere),
            HttpStatusCode.TooManyRequests,
            ProblemCodes.GuessingSlowed
        );
        int wait = int.Parse(reply.RetryAfter!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(wait, (seconds * 2 / 3) - 10, seconds);
    }

    private static async Task<double> TimeAsync(PasswordScene scene, string name)
    {
        await scene.Host.Database.WriteAsync(transaction => transaction.Execute("DELETE FROM sign_in_guesses"));
        long began = Stopwatch.GetTimestamp();
        Reply reply = await scene.SignInAsync(name, "wrong", "123456");
        double took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        Assert.Equal(ProblemCodes.SignInRefused, reply.Code);
        return took;
    }
}
