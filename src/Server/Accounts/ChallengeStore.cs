using Sotto.Protocol;
using Sotto.Server.Accounts.Recovery;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>What a passkey challenge was given out for. An answer counts for exactly that and nothing else.</summary>
internal sealed record Ceremony(string Purpose, OrganisationId? Organisation, string? Subject)
{
    public static Ceremony SignIn { get; } = new("sign-in", null, null);

    public static Ceremony SetUp(OrganisationId organisation, UserId owner) =>
        new("set-up", organisation, owner.ToString());

    /// <summary>Of this very session: an answer for one session does nothing for another.</summary>
    public static Ceremony StepUp(StaffCaller caller) => Of("step-up", caller);

    public static Ceremony AddPasskey(StaffCaller caller) => Of("add-passkey", caller);

    public static Ceremony Recovery(OpenRecovery recovery) =>
        new("recovery", recovery.Organisation, $"{recovery.Id} {recovery.User}");

    private static Ceremony Of(string purpose, StaffCaller caller) =>
        new(purpose, caller.Organisation, $"{caller.User} {caller.Session}");

    public static Ceremony Invitation(OpenInvitation invitation, UserId user) =>
        new("invitation", invitation.Organisation, $"{invitation.Id} {user}");
}

/// <summary>
/// Passkey challenges: kept here and never in a cookie, because a saved cookie would let a recorded answer pass again.
/// Five minutes, once.
/// </summary>
internal sealed class ChallengeStore(Database database, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private sealed record Row(string Purpose, string? OrganisationId, string? Subject, string State, long ExpiresAt);

    /// <summary>Keeps a challenge and returns the id under which it is taken back.</summary>
    public async Task<string> AddAsync(Ceremony ceremony, string state, CancellationToken cancel)
    {
        string id = Secrets.New();
        DateTimeOffset now = time.GetUtcNow();
        await database
            .WriteAsync(
                transaction =>
                {
                    transaction.Execute(
                        "DELETE FROM passkey_challenges WHERE expires_at <= @now",
                        new { now = now.ToUnixTimeMilliseconds() }
                    );
                    transaction.Execute(
                        "INSERT INTO passkey_challenges (challenge_id, organisation_id, purpose, subject, state, expires_at) "
                            + "VALUES (@id, @organisation, @purpose, @subject, @state, @expires)",
                        new
                        {
                            id,
                            organisation = ceremony.Organisation?.ToString(),
                            purpose = ceremony.Purpose,
                            subject = ceremony.Subject,
                            state,
                            expires = (now + Lifetime).ToUnixTimeMilliseconds(),
                        }
                    );
                },
                cancel
            )
            .ConfigureAwait(false);
        return id;
    }

    /// <summary>
    /// Takes a challenge and deletes it in the same transaction, whatever becomes of the answer: a failed attempt cannot
    /// be repeated. Null when it was taken before, is over, or was given out for something else.
    /// </summary>
    public async Task<string?> TakeAsync(string id, Ceremony ceremony, CancellationToken cancel)
    {
        Row? row = await database
            .WriteAsync(
                transaction =>
                    transaction.Find<Row>(
                        "DELETE FROM passkey_challenges WHERE challenge_id = @id RETURNING purpose AS Purpose, "
                            + "organisation_id AS OrganisationId, subject AS Subject, state AS State, expires_at AS ExpiresAt",
                        new { id }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        bool fits =
            row is not null
            && row.ExpiresAt > time.GetUtcNow().ToUnixTimeMilliseconds()
            && row.Purpose == ceremony.Purpose
            && row.OrganisationId == ceremony.Organisation?.ToString()
            && row.Subject == ceremony.Subject;
        return fits ? row!.State : null;
    }
}
