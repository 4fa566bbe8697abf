using Sotto.Mls.Tree;

namespace Sotto.Mls;

/// <summary>
/// A ratchet tree (RFC 9420 section 7). One that was only parsed has a possible shape, no more: its hashes, keys and
/// signatures are checked where a group begins or changes. It never changes; groups make new ones.
/// </summary>
public sealed class RatchetTree
{
    private readonly LeafNode?[] _leaves;
    private readonly ParentNode?[] _parents;

    internal RatchetTree(LeafNode?[] leaves, ParentNode?[] parents, byte[]?[] hashes)
    {
        _leaves = leaves;
        _parents = parents;
        Hashes = hashes;
    }

    /// <summary>The members' leaves with their positions, blank ones left out.</summary>
    public IEnumerable<KeyValuePair<LeafIndex, LeafNode>> Members
    {
        get
        {
            for (int i = 0; i < _leaves.Length; i++)
            {
                if (_leaves[i] is { } leaf)
                {
                    yield return KeyValuePair.Create(new LeafIndex((uint)i), leaf);
                }
            }
        }
    }

    /// <summary>A power of two.</summary>
    internal uint LeafCount => (uint)_leaves.Length;

    internal NodeIndex Root => NodeIndex.RootOf(LeafCount);

    /// <summary>Tree hashes that have been computed, by place (see <see cref="TreeHashes" />).</summary>
    internal byte[]?[] Hashes { get; }

    /// <summary>Reads the data of a <c>ratchet_tree</c> extension, every byte; throws <see cref="MlsException" />.</summary>
    public static RatchetTree Parse(ReadOnlySpan<byte> extensionData) => TreeEncoding.Parse(extensionData);

    /// <summary>Its encoding, which <see cref="Parse" /> reads and the <c>ratchet_tree</c> extension carries.</summary>
    public byte[] Encode() => TreeEncoding.Encode(this);

    internal static RatchetTree OfOneMember(LeafNode leaf) => new([leaf], [], new byte[]?[1]);

    /// <summary>The leaf, or null where it is blank or outside the tree.</summary>
    internal LeafNode? LeafAt(LeafIndex leaf) => leaf.Value < LeafCount ? _leaves[leaf.Value] : null;

    internal ParentNode? ParentAt(NodeIndex node) => _parents[node.Value / 2];

    /// <summary>The leaf or parent at a place of the tree, or null where it is blank.</summary>
    internal ITlsStructure? NodeAt(NodeIndex node) => node.IsLeaf ? _leaves[node.Value / 2] : _parents[node.Value / 2];

    internal bool IsBlank(NodeIndex node) => NodeAt(node) is null;

    /// <summary>The public key of a node that is not blank.</summary>
    internal ReadOnlyMemory<byte> EncryptionKeyOf(NodeIndex node) =>
        node.IsLeaf ? _leaves[node.Value / 2]!.EncryptionKey : _parents[node.Value / 2]!.EncryptionKey;

    /// <summary>From the leaf's parent to the root.</summary>
    internal IEnumerable<NodeIndex> DirectPath(LeafIndex leaf)
    {
        for (NodeIndex node = NodeIndex.Of(leaf); node != Root; )
        {
            node = node.Parent;
            yield return node;
        }
    }

    /// <summary>
    /// The direct path without nodes whose other child has an empty resolution: nobody there needs their key (section
    /// 4.1.2). Each with that other child.
    /// </summary>
    internal List<PathStep> FilteredDirectPath(LeafIndex leaf)
    {
        List<PathStep> path = [];
        NodeIndex child = NodeIndex.Of(leaf);
        while (child != Root)
        {
            NodeIndex copath = child.Sibling;
            child = child.Parent;
            if (HasResolution(copath))
            {
                path.Add(new(child, copath));
            }
        }

        return path;
    }

    /// <summary>The smallest set of nodes whose keys reach everybody below (section 4.1.1), in the RFC's order.</summary>
    internal List<NodeIndex> Resolution(NodeIndex node)
    {
        List<NodeIndex> found = [];
        Resolve(node, found);
        return found;
    }

    internal TreeEdit Edit() => new(_leaves, _parents, Hashes);

    /// <summary>A copy of all leaves, which outlives the tree as the roster of a past epoch.</summary>
    internal LeafNode?[] CopyLeaves() => [.. _leaves];

    private bool HasResolution(NodeIndex node) =>
        !IsBlank(node) || (!node.IsLeaf && (HasResolution(node.Left) || HasResolution(node.Right)));

    private void Resolve(NodeIndex node, List<NodeIndex> found)
    {
        if (!IsBlank(node))
        {
            found.Add(node);
            if (!node.IsLeaf)
            {
                found.AddRange(ParentAt(node)!.UnmergedLeaves.Select(NodeIndex.Of));
            }
        }
        else if (!node.IsLeaf)
        {
            Resolve(node.Left, found);
            Resolve(node.Right, found);
        }
    }
}
