namespace Sotto.Server.Accounts.Recovery;

/// <summary>
/// Whoever holds the printed kit holds the organisation's root, and still does not get in alone: a second administrator
/// approves, or, where there is none, three days pass in which everybody is told and anybody who is still in can cancel.
/// </summary>
internal static class RecoveryRules
{
    /// <summary>Long enough to come back from a weekend and find the announcement.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromHours(72);

    /// <summary>When a recovery asked for now may be finished, or null when somebody has to approve it.</summary>
    public static DateTimeOffset? ReadyAt(long otherAdministrators, DateTimeOffset now) =>
        otherAdministrators > 0 ? null : now + Delay;
}
