using System.Numerics;
using Sotto.Mls.Tree;

namespace Sotto.Mls.Groups.State;

/// <summary>Puts a stored tree together.</summary>
internal sealed class TreeRestoring
{
    private readonly LeafNode?[] _leaves;
    private readonly ParentNode?[] _parents;

    internal TreeRestoring(uint leafCount)
    {
        if (!BitOperations.IsPow2(leafCount) || leafCount > TreeEncoding.MostLeaves)
        {
            throw new MlsException("state_part_damaged");
        }

        _leaves = new LeafNode?[leafCount];
        _parents = new ParentNode?[leafCount - 1];
    }

    internal void CopyFrom(RatchetTree tree)
    {
        for (uint i = 0; i < Math.Min(_leaves.Length + _parents.Length, (2 * tree.LeafCount) - 1); i++)
        {
            Set(new(i), tree.NodeAt(new(i)));
        }
    }

    internal void Set(NodeIndex node, ITlsStructure? content)
    {
        if (node.Value >= _leaves.Length + _parents.Length)
        {
            throw new MlsException("state_part_damaged");
        }

        if (node.IsLeaf)
        {
            _leaves[node.Value / 2] = (LeafNode?)content;
        }
        else
        {
            _parents[node.Value / 2] = (ParentNode?)content;
        }
    }

    internal RatchetTree Finish() => new(_leaves, _parents, new byte[]?[_leaves.Length + _parents.Length]);

    internal static ITlsStructure Read(NodeIndex node, ref TlsReader reader) =>
        node.IsLeaf ? LeafNode.Read(ref reader) : ParentNode.Read(ref reader);
}
