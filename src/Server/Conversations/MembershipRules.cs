using Sotto.Protocol;
using Sotto.Server.Conversations.Following;
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
    /// What a verified commit does to the members, or null when it may not. It is the caller's own, who was not revoked
    /// meanwhile, and only those are removed for whom nobody vouches any more. The group after it holds every other member and the devices that asked for
    /// admission, and nobody else: the group and the list of members never drift apart.
    /// </summary>
    public static MembershipChange? Decide(
        DeviceId committer,
        IReadOnlyList<DeviceFacts> members,
        IReadOnlyList<DeviceFacts> admitted,
        FollowedStep step
    )
    {
        List<DeviceFacts> gone = members.Where(member => step.Removed.Contains(member.PublicKey)).ToList();
        bool isAllowed =
            members.Any(member =>
                member.Device == committer && !member.Revoked && member.PublicKey.Equals(step.Committer)
            )
            && gone.Count == step.Removed.Count
            && step.AreRemovedLost
            && gone.All(member => member.Device != committer)
            && step.Members.SetEquals(members.Except(gone).Concat(admitted).Select(member => member.PublicKey));
        return isAllowed
            ? new MembershipChange(
                gone.Select(member => member.Device).ToList(),
                admitted.Select(device => device.Device).ToList()
            )
            : null;
    }
}
