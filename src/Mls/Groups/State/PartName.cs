using System.Runtime.InteropServices;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tree;

namespace Sotto.Mls.Groups.State;

/// <summary>Which part: its kind, the epoch it belongs to where there are several, and its place in it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PartName(PartKind Kind, ulong Epoch, ulong Place)
{
    private const int GenerationBits = 32;
    private const ulong MostNodes = (2 * TreeEncoding.MostLeaves) - 2;

    internal static PartName Group => new(PartKind.Group, 0, 0);

    internal static PartName Secrets => new(PartKind.Secrets, 0, 0);

    internal static PartName TreeSize => new(PartKind.TreeSize, 0, 0);

    internal static PartName Pending => new(PartKind.Pending, 0, 0);

    /// <summary>
    /// Whether this is the one way to name its part: two names for one part could each be believed by another reader.
    /// </summary>
    internal bool IsCanonical =>
        Kind switch
        {
            PartKind.Group or PartKind.Secrets or PartKind.TreeSize or PartKind.Pending => Epoch == 0 && Place == 0,
            PartKind.PrivateKey or PartKind.TreeNode => Epoch == 0 && Place <= MostNodes,
            PartKind.Proposal or PartKind.OwnUpdate => Epoch == 0,
            PartKind.SecretNode => Place <= MostNodes,
            PartKind.Ratchet => Place <= uint.MaxValue,
            PartKind.PastEpoch or PartKind.Resumption => Place == 0,
            _ => true,
        };

    internal RatchetName Ratchet
    {
        get
        {
            ulong name = Kind is PartKind.SkippedKey ? Place >> GenerationBits : Place;
            return new(new((uint)(name >> 1)), (name & 1) == 0 ? RatchetKind.Handshake : RatchetKind.Application);
        }
    }

    internal uint Generation => (uint)Place;

    internal NodeIndex Node => new((uint)Place);

    internal static PartName OfPrivateKey(NodeIndex node) => new(PartKind.PrivateKey, 0, node.Value);

    internal static PartName OfTreeNode(NodeIndex node) => new(PartKind.TreeNode, 0, node.Value);

    internal static PartName OfProposal(ulong number) => new(PartKind.Proposal, 0, number);

    internal static PartName OfOwnUpdate(ulong number) => new(PartKind.OwnUpdate, 0, number);

    internal static PartName OfSecretNode(Epoch epoch, NodeIndex node) =>
        new(PartKind.SecretNode, epoch.Value, node.Value);

    internal static PartName OfRatchet(Epoch epoch, RatchetName name) =>
        new(PartKind.Ratchet, epoch.Value, PlaceOf(name));

    internal static PartName OfSkippedKey(Epoch epoch, RatchetName name, uint generation) =>
        new(PartKind.SkippedKey, epoch.Value, (PlaceOf(name) << GenerationBits) | generation);

    internal static PartName OfPastEpoch(Epoch epoch) => new(PartKind.PastEpoch, epoch.Value, 0);

    internal static PartName OfResumption(Epoch epoch) => new(PartKind.Resumption, epoch.Value, 0);

    // A leaf index has 31 bits, so that this and a generation fit into 64.
    private static ulong PlaceOf(RatchetName name) =>
        ((ulong)name.Leaf.Value << 1) | (name.Kind is RatchetKind.Handshake ? 0u : 1u);
}
