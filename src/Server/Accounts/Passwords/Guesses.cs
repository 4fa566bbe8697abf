using System.Text;
using Sotto.Protocol;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>What one guess is counted at, under a name that the main database cannot read back.</summary>
internal sealed record GuessedAt(GuessLimit Limit, byte[] Subject);

/// <summary>
/// Counts wrong guesses, on disk: a restart forgives nothing. A guess is counted before it is looked at and taken back
/// when it was right, so that guesses that arrive at once do not slip past the count together.
/// </summary>
internal sealed class Guesses(Database database, KeyStore keys, TimeProvider time)
{
    private const string KeyOwner = "server";
    private const string KeyName = "sign_in_guesses";

    private sealed record Row(long Wrong, long FirstAt, long LastAt, long BlockedUntil);

    /// <summary>Of a sign-in by somebody unknown: by name and by network.</summary>
    public async Task<IReadOnlyList<GuessedAt>> OfStrangerAsync(
        SignInName name,
        string place,
        CancellationToken cancel
    ) =>
        [
            await SubjectAsync(GuessingRules.OfName, name.Text, cancel).ConfigureAwait(false),
            await SubjectAsync(GuessingRules.OfNetwork, place, cancel).ConfigureAwait(false),
        ];

    /// <summary>Of a sign-in that a registered device of the account itself proves.</summary>
    public async Task<IReadOnlyList<GuessedAt>> OfDeviceAsync(DeviceCaller device, CancellationToken cancel) =>
        [await SubjectAsync(GuessingRules.OfDevice, device.Device.ToString(), cancel).ConfigureAwait(false)];

    public async Task<IReadOnlyList<GuessedAt>> OfSessionAsync(SessionId session, CancellationToken cancel) =>
        [await SubjectAsync(GuessingRules.OfSession, session.ToString(), cancel).ConfigureAwait(false)];

    /// <summary>Counts one, or returns for how long none is looked at, counting nothing.</summary>
    public Task<TimeSpan?> BeginAsync(IReadOnlyList<GuessedAt> guessed, CancellationToken cancel) =>
        database.WriteAsync<TimeSpan?>(transaction => Begin(transaction, guessed), cancel);

    /// <summary>It was right: rows begin anew, and in windows it does not count.</summary>
    public static void Forgive(WriteTransaction transaction, IReadOnlyList<GuessedAt> guessed)
    {
        foreach (GuessedAt at in guessed)
        {
            transaction.Execute(
                at.Limit.Window is null
                    ? "DELETE FROM sign_in_guesses WHERE subject = @subject"
                    : "UPDATE sign_in_guesses SET wrong = wrong - 1, blocked_until = 0 WHERE subject = @subject AND wrong > 0",
                new { subject = at.Subject }
            );
        }
    }

    /// <summary>Writes what stands there already: for the time that it takes.</summary>
    public static void WriteAgain(WriteTransaction transaction, IReadOnlyList<GuessedAt> guessed)
    {
        foreach (GuessedAt at in guessed)
        {
            transaction.Execute(
                "UPDATE sign_in_guesses SET wrong = wrong WHERE subject = @subject",
                new { subject = at.Subject }
            );
        }
    }

    /// <summary>Whether any of these is slowed by now.</summary>
    public bool IsSlowed(WriteTransaction transaction, IReadOnlyList<GuessedAt> guessed) =>
        guessed.Any(at => Find(transaction, at) is { } row && row.BlockedUntil > Now);

    /// <summary>Forgets what no longer counts.</summary>
    public void ForgetOld(WriteTransaction transaction) =>
        transaction.Execute(
            "DELETE FROM sign_in_guesses WHERE last_at <= @limit",
            new { limit = (time.GetUtcNow() - GuessingRules.Remembered).ToUnixTimeMilliseconds() }
        );

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<GuessedAt> SubjectAsync(GuessLimit limit, string text, CancellationToken cancel)
    {
        StorageKey key = await keys.OfAsync(KeyOwner, KeyName, cancel).ConfigureAwait(false);
        return new GuessedAt(limit, key.Name(limit.Name, Encoding.UTF8.GetBytes(text)));
    }

    private TimeSpan? Begin(WriteTransaction transaction, IReadOnlyList<GuessedAt> guessed)
    {
        DateTimeOffset now = time.GetUtcNow();
        long blocked = guessed.Max(at => Find(transaction, at)?.BlockedUntil ?? 0);
        if (blocked > now.ToUnixTimeMilliseconds())
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(blocked) - now;
        }

        foreach (GuessedAt at in guessed)
        {
            Count(transaction, at, now);
        }

        return null;
    }

    private static void Count(WriteTransaction transaction, GuessedAt at, DateTimeOffset now)
    {
        long last = now.ToUnixTimeMilliseconds();
        if (Find(transaction, at) is { } before && IsOver(at.Limit, before, now))
        {
            transaction.Execute("DELETE FROM sign_in_guesses WHERE subject = @subject", new { subject = at.Subject });
        }

        transaction.Execute(
            "INSERT INTO sign_in_guesses (subject, wrong, first_at, last_at, blocked_until) "
                + "VALUES (@subject, 1, @last, @last, 0) ON CONFLICT (subject) DO UPDATE "
                + "SET wrong = sign_in_guesses.wrong + 1, last_at = @last",
            new { subject = at.Subject, last }
        );
        Row counted = Find(transaction, at)!;
        DateTimeOffset first = DateTimeOffset.FromUnixTimeMilliseconds(counted.FirstAt);
        if (at.Limit.BlockedUntil(counted.Wrong, first, now) is { } until)
        {
            transaction.Execute(
                "UPDATE sign_in_guesses SET blocked_until = @until WHERE subject = @subject",
                new { until = until.ToUnixTimeMilliseconds(), subject = at.Subject }
            );
        }
    }

    private static bool IsOver(GuessLimit limit, Row row, DateTimeOffset now) =>
        limit.IsOver(
            DateTimeOffset.FromUnixTimeMilliseconds(row.FirstAt),
            DateTimeOffset.FromUnixTimeMilliseconds(row.LastAt),
            now
        );

    private static Row? Find(WriteTransaction transaction, GuessedAt at) =>
        transaction.Find<Row>(
            "SELECT wrong AS Wrong, first_at AS FirstAt, last_at AS LastAt, blocked_until AS BlockedUntil "
                + "FROM sign_in_guesses WHERE subject = @subject"
                + transaction.ForUpdate,
            new { subject = at.Subject }
        );
}
