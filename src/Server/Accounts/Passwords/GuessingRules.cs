namespace Sotto.Server.Accounts.Passwords;

/// <summary>
/// How wrong guesses are slowed. After <paramref name="Free"/> of them in a row each one delays the next, first by
/// <paramref name="First"/>, then twice as long every time, at most <paramref name="Longest"/>.
/// </summary>
internal sealed record GuessLimit(string Name, int Free, TimeSpan First, TimeSpan Longest)
{
    /// <summary>Set where guesses are counted within a window from the first one instead of in a row; a success does not forgive the others.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>When the next guess may come after the <paramref name="wrong"/>th one, or null for at once.</summary>
    public DateTimeOffset? BlockedUntil(long wrong, DateTimeOffset first, DateTimeOffset now)
    {
        if (wrong < Free)
        {
            return null;
        }

        return Window is { } window ? first + window : now + DelayAfter(wrong - Free);
    }

    /// <summary>Whether what was counted no longer counts.</summary>
    public bool IsOver(DateTimeOffset first, DateTimeOffset last, DateTimeOffset now) =>
        Window is { } window ? first + window <= now : last + GuessingRules.Remembered <= now;

    private TimeSpan DelayAfter(long more)
    {
        TimeSpan delay = First;
        for (long i = 0; i < more && delay < Longest; i++)
        {
            delay *= 2;
        }

        return delay < Longest ? delay : Longest;
    }
}

/// <summary>
/// The limits on guessing. They slow and never lock: a stranger who guesses all day must not keep the holder out, who has
/// a known device, counted apart, and passkeys, which are not counted at all.
/// </summary>
internal static class GuessingRules
{
    /// <summary>A row of guesses without another for this long starts anew; slower than the longest delay allows anyway.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromHours(24);

    /// <summary>At one name, from devices that are not its holder's. Names that nobody has are counted alike.</summary>
    public static readonly GuessLimit OfName = new("name", 5, TimeSpan.FromSeconds(30), TimeSpan.FromHours(1));

    /// <summary>From a registered device of the account itself.</summary>
    public static readonly GuessLimit OfDevice = new("device", 10, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(15));

    /// <summary>In a session that is to be freshly verified. Per session: a stolen one must not slow the others.</summary>
    public static readonly GuessLimit OfSession = new(
        "session",
        10,
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(15)
    );

    /// <summary>From one network, at whatever names: a password that is tried on everybody.</summary>
    public static readonly GuessLimit OfNetwork = new("network", 100, TimeSpan.Zero, TimeSpan.Zero)
    {
        Window = TimeSpan.FromHours(1),
    };
}
