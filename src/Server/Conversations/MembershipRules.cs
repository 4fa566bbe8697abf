using Sotto.Protocol;
using Sotto.Server.Directory;

namespace Sotto.Server.Conversations;

/// <summary>Who may leave by somebody else's commit.</summary>
internal static class MembershipRules
{
    /// <summary>
    /// The members that a commit removes, or null when it may not. The tree after the commit must hold every member but
    /// those removed by name, and only somebody whose certificate was revoked is removed.
    /// </summary>
    public static IReadOnlyList<DeviceId>? Removed(
        DeviceId committer,
        IReadOnlyList<DeviceFacts> members,
        IReadOnlySet<Bytes> keysAfter,
        int removals
    )
    {
        List<DeviceFacts> gone = members.Where(member => !keysAfter.Contains(member.PublicKey)).ToList();
        bool isAllowed =
            gone.Count == removals
            && keysAfter.Count == members.Count - gone.Count
            && gone.All(member => member.Revoked && member.Device != committer);
        return isAllowed ? gone.Select(member => member.Device).ToList() : null;
    }
}
