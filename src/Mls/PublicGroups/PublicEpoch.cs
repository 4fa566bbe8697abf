using Sotto.Mls.Validation;

namespace Sotto.Mls.PublicGroups;

/// <summary>The epoch that a commit leads to, computed and not entered: <see cref="PublicGroup.Merge" /> enters it.</summary>
public sealed class PublicEpoch
{
    internal PublicEpoch(object owner, Epoch from, PublicState state, ReadOnlyMemory<byte> confirmationTag)
    {
        Owner = owner;
        From = from;
        State = state;
        ConfirmationTag = confirmationTag;
    }

    /// <summary>Its context.</summary>
    public GroupContext Context => State.Context;

    /// <summary>Its tree.</summary>
    public RatchetTree Tree => State.Tree;

    /// <summary>The leaves of its members.</summary>
    public IReadOnlyDictionary<LeafIndex, LeafNode> Members => State.Tree.Members.ToDictionary();

    /// <summary>The group in whose favour this one ends with it, if it does.</summary>
    public Proposal.ReInit? Successor { get; internal init; }

    internal object Owner { get; }

    internal Epoch From { get; }

    internal PublicState State { get; }

    internal ReadOnlyMemory<byte> ConfirmationTag { get; }

    /// <summary>
    /// Whether a group info describes exactly this epoch: context and confirmation tag, the tree if it carries one, and
    /// the signature of one of its members. What a delivery service asks before it hands the description out.
    /// </summary>
    public bool IsDescribedBy(GroupInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return info.GroupContext.Encoding.SequenceEqual(State.Context.Encoding)
            && info.ConfirmationTag.Span.SequenceEqual(ConfirmationTag.Span)
            && (info.RatchetTree is null || info.RatchetTree.Encode().AsSpan().SequenceEqual(State.Tree.Encode()))
            && State.Tree.LeafAt(info.Signer) is { } signer
            && info.HasValidSignature(State.Suite, signer.KeyOf(State.Suite));
    }
}
