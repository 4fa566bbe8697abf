using Sotto.Mls.Validation;

namespace Sotto.Mls.Groups;

/// <summary>What a group must be that continues another or branches off it (RFC 9420 sections 11.2 and 11.3).</summary>
internal static class SuccessionRules
{
    internal static bool IsOrigin(PreSharedKeyId id) =>
        id.ResumptionUsage is ResumptionUsage.ReInit or ResumptionUsage.Branch;

    /// <summary>Throws <see cref="MlsException" /> when the new group is not what its resumption key claims.</summary>
    internal static void Check(PreSharedKeyId origin, MlsGroup predecessor, PublicState state)
    {
        MlsException.Require(state.Epoch.Value == 1, "succession_epoch");
        if (origin.ResumptionUsage is ResumptionUsage.Branch)
        {
            MlsException.Require(state.Suite.Id == predecessor.CipherSuite, "branch_suite");
            MlsException.Require(AllWereMembers(predecessor, state), "branch_member");
        }
        else
        {
            Proposal.ReInit announced = predecessor.Successor ?? throw new MlsException("reinit_not_announced");
            MlsException.Require(origin.ResumptionEpoch == predecessor.Epoch, "reinit_epoch");
            MlsException.Require(announced.GroupId.Span.SequenceEqual(state.GroupId.Span), "reinit_group_id");
            MlsException.Require(announced.Version == MlsFraming.Mls10, "reinit_version");
            MlsException.Require(announced.CipherSuite == state.Suite.Id, "reinit_suite");
            MlsException.Require(AreEqual(announced.Extensions, state.Context.Extensions), "reinit_extensions");
            MlsException.Require(
                AllWereMembers(predecessor, state) && state.Tree.Members.Count() == predecessor.Members.Count,
                "reinit_members"
            );
        }
    }

    /// <summary>By credential: keys may change from one group to the next, people do not.</summary>
    private static bool AllWereMembers(MlsGroup predecessor, PublicState state)
    {
        List<Credential> before = [.. predecessor.Members.Select(member => member.Leaf.Credential)];
        return state.Tree.Members.All(member => before.Remove(member.Value.Credential));
    }

    private static bool AreEqual(IReadOnlyList<Extension> left, IReadOnlyList<Extension> right)
    {
        using TlsWriter ours = new();
        using TlsWriter theirs = new();
        return ours.Vector(left).Written.SequenceEqual(theirs.Vector(right).Written);
    }
}
