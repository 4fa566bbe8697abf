using Sotto.Mls;
using Sotto.Mls.PublicGroups;
using Sotto.Protocol;

namespace Sotto.Server.Conversations.Following;

/// <summary>
/// A commit that was verified against the group it belongs to, and what it leads to. Only <see cref="GroupFollower"/>
/// makes one; that it belongs to the epoch which is current when it is stored, the transaction that stores it decides.
/// </summary>
internal sealed record FollowedStep
{
    private FollowedStep(PublicGroup before, VerifiedCommit commit, PublicEpoch after, Standings standings)
    {
        IReadOnlyDictionary<LeafIndex, LeafNode> members = before.Members;
        Epoch = (long)before.Epoch.Value;
        Committer = new(members[commit.Committer].SignatureKey);
        Removed = [.. commit.Removed.Select(leaf => new Bytes(members[leaf].SignatureKey))];
        AreRemovedLost = commit.Removed.All(leaf => standings.IsLost(members[leaf]));
        Added =
        [
            .. commit
                .Proposals.Select(proposal => proposal.Value)
                .OfType<Proposal.Add>()
                .Select(add => new Bytes(add.KeyPackage.ComputeReference())),
        ];
        Members = after.Members.Values.Select(leaf => new Bytes(leaf.SignatureKey)).ToHashSet();
    }

    /// <summary>The epoch that the commit was made in.</summary>
    public long Epoch { get; }

    /// <summary>The signature key of whoever made it.</summary>
    public Bytes Committer { get; }

    /// <summary>The signature keys of those whom it removes.</summary>
    public IReadOnlyList<Bytes> Removed { get; }

    /// <summary>Whether nobody vouches for any of them any more.</summary>
    public bool AreRemovedLost { get; }

    /// <summary>The key packages by which it adds.</summary>
    public IReadOnlyList<Bytes> Added { get; }

    /// <summary>The signature keys of everybody who is there afterwards.</summary>
    public IReadOnlySet<Bytes> Members { get; }

    /// <summary>The group after it, to be stored with the commit.</summary>
    public byte[] State { get; private init; } = [];

    /// <summary>Enters the epoch and describes the step; the group is not used again.</summary>
    public static FollowedStep Take(PublicGroup group, VerifiedCommit commit, PublicEpoch after, Standings standings)
    {
        FollowedStep step = new(group, commit, after, standings);
        group.Merge(after);
        return step with { State = group.Save() };
    }
}
