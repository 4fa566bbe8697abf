using Sotto.Mls.Cryptography;
using Sotto.Mls.Tree;

namespace Sotto.Mls.Tests.Tree;

/// <summary>
/// The definitions of RFC 9420 section 4.1 and appendix C, told recursively from the root and without any cleverness:
/// what the index arithmetic and the remembered hashes must agree with.
/// </summary>
internal sealed record NaiveTree(uint First, uint Leaves, NaiveTree? Parent)
{
    internal bool IsLeaf => Leaves == 1;

    /// <summary>In the array, a subtree's root stands in its middle.</summary>
    internal uint Place => (2 * First) + Leaves - 1;

    internal NaiveTree Left => new(First, Leaves / 2, this);

    internal NaiveTree Right => new(First + (Leaves / 2), Leaves / 2, this);

    internal static NaiveTree OfSize(uint leaves) => new(0, leaves, null);

    internal IEnumerable<NaiveTree> All() => IsLeaf ? [this] : [.. Left.All(), this, .. Right.All()];

    internal NaiveTree? Sibling =>
        Parent is null ? null
        : Parent.Left.Place == Place ? Parent.Right
        : Parent.Left;

    /// <summary>Section 7.8, without these leaves as section 7.9 wants it.</summary>
    internal byte[] Hash(Suite suite, RatchetTree tree, IReadOnlyCollection<LeafIndex> without)
    {
        using TlsWriter input = new();
        if (IsLeaf)
        {
            LeafNode? leaf = without.Contains(new(First)) ? null : tree.LeafAt(new(First));
            input.UInt8(1).UInt32(First).Optional(leaf);
            return suite.Hash(input.Written);
        }

        ParentNode? parent = tree.ParentAt(new(Place));
        ParentNode? original = parent is null
            ? null
            : new(
                parent.EncryptionKey,
                parent.ParentHash,
                [.. parent.UnmergedLeaves.Where(leaf => !without.Contains(leaf))]
            );
        input.UInt8(2).Optional(original);
        input.Opaque(Left.Hash(suite, tree, without)).Opaque(Right.Hash(suite, tree, without));
        return suite.Hash(input.Written);
    }

    internal List<uint> Resolution(RatchetTree tree)
    {
        if (!tree.IsBlank(new(Place)))
        {
            IEnumerable<uint> unmerged = IsLeaf
                ? []
                : tree.ParentAt(new(Place))!.UnmergedLeaves.Select(l => l.Value * 2);
            return [Place, .. unmerged];
        }

        return IsLeaf ? [] : [.. Left.Resolution(tree), .. Right.Resolution(tree)];
    }
}
