namespace Sotto.Mls.Tree;

/// <summary>
/// A tree in the making: a copy that proposals and paths change (RFC 9420 sections 7.4, 7.7 and 12.1) until
/// <see cref="Finish" />. The tree it came from stays as it was.
/// </summary>
internal sealed class TreeEdit
{
    private LeafNode?[] _leaves;
    private ParentNode?[] _parents;
    private byte[]?[] _hashes;
    private uint _nextBlank;

    internal TreeEdit(LeafNode?[] leaves, ParentNode?[] parents, byte[]?[] hashes)
    {
        _leaves = [.. leaves];
        _parents = [.. parents];
        _hashes = [.. hashes];
    }

    private uint LeafCount => (uint)_leaves.Length;

    /// <summary>The tree as it is now. This edit must not be used any more.</summary>
    internal RatchetTree Finish() => new(_leaves, _parents, _hashes);

    /// <summary>Section 12.1.2: another leaf for the same member; the keys above it are forgotten.</summary>
    internal void Update(LeafIndex leaf, LeafNode node)
    {
        _leaves[leaf.Value] = node;
        BlankDirectPath(leaf);
    }

    /// <summary>Section 12.1.3, without making the tree smaller: see <see cref="Truncate" />.</summary>
    internal void Remove(LeafIndex leaf)
    {
        _leaves[leaf.Value] = null;
        BlankDirectPath(leaf);
    }

    /// <summary>Section 7.7: drops right halves in which nobody is left.</summary>
    internal void Truncate()
    {
        uint count = LeafCount;
        while (count > 1 && !_leaves.AsSpan((int)count / 2, (int)count / 2).ContainsAnyExcept((LeafNode?)null))
        {
            count /= 2;
        }

        Resize(count);
    }

    /// <summary>
    /// Section 12.1.1: the leftmost blank leaf, or one more level. The newcomer does not know the keys above, so it is
    /// noted there as unmerged.
    /// </summary>
    internal LeafIndex Add(LeafNode node)
    {
        LeafIndex leaf = Reserve();
        _leaves[leaf.Value] = node;
        ForDirectPath(
            leaf,
            position =>
            {
                _parents[position.Value / 2] = _parents[position.Value / 2]?.WithUnmerged(leaf);
                _hashes[position.Value] = null;
            }
        );
        return leaf;
    }

    /// <summary>The place where the next leaf would be added, for one that is made later.</summary>
    internal LeafIndex Reserve()
    {
        while (_nextBlank < LeafCount && _leaves[_nextBlank] is not null)
        {
            _nextBlank++;
        }

        if (_nextBlank == LeafCount)
        {
            Resize(LeafCount < TreeEncoding.MostLeaves ? LeafCount * 2 : throw new MlsException("tree_too_large"));
        }

        return new(_nextBlank);
    }

    /// <summary>Blanks everything above a leaf, before a path puts new keys there (section 7.5).</summary>
    internal void BlankDirectPath(LeafIndex leaf) =>
        ForDirectPath(
            leaf,
            position =>
            {
                _parents[position.Value / 2] = null;
                _hashes[position.Value] = null;
            }
        );

    /// <summary>A leaf under keys that have been blanked by <see cref="BlankDirectPath" />.</summary>
    internal void SetLeaf(LeafIndex leaf, LeafNode node)
    {
        _leaves[leaf.Value] = node;
        ForDirectPath(leaf, position => _hashes[position.Value] = null);
    }

    /// <summary>A key of a path. Hashes above have been forgotten with the blanking.</summary>
    internal void SetParent(NodeIndex position, ParentNode node)
    {
        _parents[position.Value / 2] = node;
        _hashes[position.Value] = null;
    }

    private void ForDirectPath(LeafIndex leaf, Action<NodeIndex> change)
    {
        NodeIndex node = NodeIndex.Of(leaf);
        _hashes[node.Value] = null;
        for (NodeIndex root = NodeIndex.RootOf(LeafCount); node != root; )
        {
            node = node.Parent;
            change(node);
        }
    }

    private void Resize(uint leafCount)
    {
        Array.Resize(ref _leaves, (int)leafCount);
        Array.Resize(ref _parents, (int)leafCount - 1);
        Array.Resize(ref _hashes, (2 * (int)leafCount) - 1);
    }
}
