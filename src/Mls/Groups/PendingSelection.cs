using Sotto.Mls.Validation;

namespace Sotto.Mls.Groups;

/// <summary>
/// Which kept proposals a commit takes (RFC 9420 section 12.2): all that do not clash with each other or with what the
/// committer does. Who is removed is not updated; of several updates the latest counts.
/// </summary>
internal sealed class PendingSelection(LeafIndex self, IReadOnlyList<CommittedProposal> byValue)
{
    private readonly HashSet<LeafIndex> _leaves = [.. byValue.Select(LeafOf).OfType<LeafIndex>()];
    private readonly HashSet<PreSharedKeyId> _preSharedKeys = [];
    private readonly HashSet<ReadOnlyMemory<byte>> _addedKeys = new(
        byValue.Select(committed => committed.Proposal).OfType<Proposal.Add>().Select(SignatureKeyOf),
        ByteEquality.Instance
    );
    private bool _changesExtensions = byValue.Any(committed => committed.Proposal is Proposal.GroupContextExtensions);

    internal IEnumerable<VerifiedProposal> Select(IEnumerable<VerifiedProposal> kept)
    {
        // The latest first, removals before updates: the first to name a leaf wins.
        VerifiedProposal[] latestFirst = [.. kept.Reverse()];
        List<VerifiedProposal> selected =
        [
            .. latestFirst.Where(proposal => Committed(proposal).Removes is not null && IsFree(proposal)),
            .. latestFirst.Where(proposal => Committed(proposal).Removes is null && IsFree(proposal)),
        ];
        selected.Reverse();
        bool endsGroup = byValue.Count == 0 && selected is [{ Proposal: Proposal.ReInit }];
        return endsGroup ? selected : selected.Where(proposal => proposal.Proposal is not Proposal.ReInit);
    }

    private bool IsFree(VerifiedProposal proposal)
    {
        CommittedProposal committed = Committed(proposal);
        if (LeafOf(committed) is { } leaf)
        {
            return leaf != self && _leaves.Add(leaf);
        }

        switch (proposal.Proposal)
        {
            case Proposal.Add add:
                return _addedKeys.Add(SignatureKeyOf(add));
            case Proposal.PreSharedKey preSharedKey:
                return _preSharedKeys.Add(preSharedKey.Id);
            case Proposal.GroupContextExtensions:
                bool isFirst = !_changesExtensions;
                _changesExtensions = true;
                return isFirst;
            default:
                return true;
        }
    }

    private static CommittedProposal Committed(VerifiedProposal proposal) =>
        new(proposal.Proposal, proposal.Sender, true);

    private static LeafIndex? LeafOf(CommittedProposal committed) => committed.Removes ?? committed.Updates;

    private static ReadOnlyMemory<byte> SignatureKeyOf(Proposal.Add add) => add.KeyPackage.Leaf.SignatureKey;

    private sealed class ByteEquality : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        internal static ByteEquality Instance { get; } = new();

        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> obj)
        {
            HashCode hash = default;
            hash.AddBytes(obj.Span);
            return hash.ToHashCode();
        }
    }
}
