using Sotto.Protocol;
using Sotto.Server.Directory;

namespace Sotto.Server.Conversations;

/// <summary>Who leaves and who enters by one commit. Only <see cref="MembershipRules"/> decides on one.</summary>
internal sealed record MembershipChange(IReadOnlyList<DeviceId> Removed, IReadOnlyList<DeviceId> Admitted)
{
    public bool IsNone => Removed.Count == 0 && Admitted.Count == 0;
}

/// <summary>Who may leave, and who may come in, by somebody else's commit.</summary>
internal static class MembershipRules
{
    /// <summary>
    /// What a commit does to the members, or null when it may not. The tree after the commit must hold every member but
    /// those removed by name, and the devices that asked for admission and were added by name, and nobody else. Only
    /// somebody whose certificate was revoked is removed.
    /// </summary>
    public static MembershipChange? Decide(
        DeviceId committer,
        IReadOnlyList<DeviceFacts> members,
        IReadOnlyList<DeviceFacts> admitted,
        IReadOnlySet<Bytes> keysAfter,
        int removals
    )
    {
        List<DeviceFacts> gone = members.Where(member => !keysAfter.Contains(member.PublicKey)).ToList();
        bool isAllowed =
            gone.Count == removals
            && keysAfter.Count == members.Count - gone.Count + admitted.Count
            && gone.All(member => member.Revoked && member.Device != committer)
            && admitted.All(device => keysAfter.Contains(device.PublicKey));
        return isAllowed
            ? new MembershipChange(
                gone.Select(member => member.Device).ToList(),
                admitted.Select(device => device.Device).ToList()
            )
            : null;
    }
}
