using Sotto.Mls.Cryptography;
using Sotto.Mls.Tree;

namespace Sotto.Mls.Validation;

/// <summary>What members and observers know alike of one epoch. It never changes; a commit makes another.</summary>
internal sealed record PublicState(
    Suite Suite,
    GroupContext Context,
    RatchetTree Tree,
    TreeKeys Keys,
    byte[] InterimTranscriptHash
)
{
    internal Epoch Epoch => Context.Epoch;

    internal ReadOnlyMemory<byte> GroupId => Context.GroupId;

    internal LeafPlace PlaceOf(LeafIndex leaf) => new(GroupId, leaf);
}
