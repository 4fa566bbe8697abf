using System.Numerics;

namespace Sotto.Mls.Tree;

/// <summary>
/// A node's place in the array form of a tree (RFC 9420 appendix C): leaves at even, parents at odd places. All trees
/// are full, so relations between places do not depend on the tree's size; only where its root is does.
/// </summary>
internal readonly record struct NodeIndex(uint Value)
{
    internal bool IsLeaf => (Value & 1) == 0;

    /// <summary>0 for leaves, one more for each step towards the root.</summary>
    internal int Level => BitOperations.TrailingZeroCount(~Value);

    /// <summary>The leaf at this place.</summary>
    internal LeafIndex Leaf => IsLeaf ? new(Value / 2) : throw new InvalidOperationException("Not a leaf.");

    internal NodeIndex Left => new(Value ^ (1u << (BelowLeaves() - 1)));

    internal NodeIndex Right => new(Value ^ (3u << (BelowLeaves() - 1)));

    internal NodeIndex Parent
    {
        get
        {
            int level = Level;
            uint side = (Value >> (level + 1)) & 1;
            return new((Value | (1u << level)) ^ (side << (level + 1)));
        }
    }

    internal NodeIndex Sibling
    {
        get
        {
            NodeIndex parent = Parent;
            return Value < parent.Value ? parent.Right : parent.Left;
        }
    }

    /// <summary>The first leaf below this node.</summary>
    internal uint FirstLeaf => (Value - ((1u << Level) - 1)) / 2;

    /// <summary>How many leaves lie below this node.</summary>
    internal uint LeafCount => 1u << Level;

    internal static NodeIndex Of(LeafIndex leaf) => new(leaf.Value * 2);

    /// <summary>The root of a tree of so many leaves, a power of two.</summary>
    internal static NodeIndex RootOf(uint leafCount) => new(leafCount - 1);

    /// <summary>Whether this leaf lies below this node.</summary>
    internal bool IsAbove(LeafIndex leaf) => leaf.Value - FirstLeaf < LeafCount;

    private int BelowLeaves() => IsLeaf ? throw new InvalidOperationException("A leaf has no children.") : Level;
}
