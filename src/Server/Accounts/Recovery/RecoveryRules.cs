using Sotto.Protocol.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Accounts.Recovery;

/// <summary>
/// Whoever holds the printed kit holds the organisation's root, and still does not get in alone: a second administrator
/// approves, or, where there is none, three days pass in which everybody is told and anybody who is still in can cancel.
/// </summary>
internal static class RecoveryRules
{
    /// <summary>Long enough to come back from a weekend and find the announcement.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromHours(72);

    /// <summary>A recovery that nobody finishes is forgotten, so that none lies ready for years.</summary>
    public static readonly TimeSpan Usable = TimeSpan.FromDays(7);

    /// <summary>When a recovery asked for now may be finished, or null when somebody has to approve it.</summary>
    public static DateTimeOffset? ReadyAt(long otherAdministrators, DateTimeOffset now) =>
        otherAdministrators > 0 ? null : now + Delay;

    /// <summary>
    /// When it may be finished after an approval: at once when the approver could have given that role anyway. The kit lies
    /// with administrators, and one of them could be asker and approver in one person: into the account of somebody above
    /// them, the owner's say, the approval opens the three announced days and no more.
    /// </summary>
    public static DateTimeOffset ReadyAfterApproval(AccountRole approver, AccountRole? role, DateTimeOffset now) =>
        role is { } known && Roles.MayGive(approver, known) ? now : now + Delay;
}
