using System.Collections.Immutable;

namespace Sotto.Mls.Tree;

/// <summary>
/// All public keys of a tree. No two nodes share an encryption key and no two leaves a signature key (RFC 9420 sections
/// 7.3 and 12.4.2): a copied key would let one member speak or read as another. It never changes; <see cref="After" />
/// makes another.
/// </summary>
internal sealed class TreeKeys
{
    private readonly ImmutableHashSet<Key> _keys;

    private TreeKeys(ImmutableHashSet<Key> keys) => _keys = keys;

    /// <summary>Of a whole tree; throws <see cref="MlsException" /> when a key stands twice.</summary>
    internal static TreeKeys Of(RatchetTree tree)
    {
        ImmutableHashSet<Key>.Builder keys = ImmutableHashSet.CreateBuilder<Key>();
        for (uint i = 0; i < NodeCount(tree); i++)
        {
            Add(keys, tree, new(i));
        }

        return new(keys.ToImmutable());
    }

    /// <summary>
    /// Of the tree that came from the one these keys are of. What left is forgotten before what entered is checked, so a
    /// key may move within one commit. Costs little more than the nodes that changed.
    /// </summary>
    internal TreeKeys After(RatchetTree before, RatchetTree after)
    {
        ImmutableHashSet<Key>.Builder keys = _keys.ToBuilder();
        uint common = Math.Min(NodeCount(before), NodeCount(after));
        List<NodeIndex> entered = [];
        for (uint i = 0; i < common; i++)
        {
            NodeIndex node = new(i);
            if (!ReferenceEquals(before.NodeAt(node), after.NodeAt(node)))
            {
                Remove(keys, before, node);
                entered.Add(node);
            }
        }

        for (uint i = common; i < NodeCount(before); i++)
        {
            Remove(keys, before, new(i));
        }

        for (uint i = common; i < NodeCount(after); i++)
        {
            entered.Add(new(i));
        }

        entered.ForEach(node => Add(keys, after, node));
        return new(keys.ToImmutable());
    }

    internal bool HasEncryptionKey(ReadOnlyMemory<byte> key) => _keys.Contains(new(key, false));

    private static uint NodeCount(RatchetTree tree) => (2 * tree.LeafCount) - 1;

    private static void Remove(ImmutableHashSet<Key>.Builder keys, RatchetTree tree, NodeIndex node)
    {
        if (!tree.IsBlank(node))
        {
            keys.Remove(new(tree.EncryptionKeyOf(node), false));
            if (node.IsLeaf)
            {
                keys.Remove(new(tree.LeafAt(node.Leaf)!.SignatureKey, true));
            }
        }
    }

    private static void Add(ImmutableHashSet<Key>.Builder keys, RatchetTree tree, NodeIndex node)
    {
        if (!tree.IsBlank(node))
        {
            Add(keys, new(tree.EncryptionKeyOf(node), false), "duplicate_encryption_key");
            if (node.IsLeaf)
            {
                Add(keys, new(tree.LeafAt(node.Leaf)!.SignatureKey, true), "duplicate_signature_key");
            }
        }
    }

    private static void Add(ImmutableHashSet<Key>.Builder keys, Key key, string rule)
    {
        if (!keys.Add(key))
        {
            throw new MlsException(rule);
        }
    }

    /// <summary>A public key, compared by content.</summary>
    private readonly struct Key(ReadOnlyMemory<byte> bytes, bool signs) : IEquatable<Key>
    {
        private readonly ReadOnlyMemory<byte> _bytes = bytes;
        private readonly bool _signs = signs;

        public bool Equals(Key other) => _signs == other._signs && _bytes.Span.SequenceEqual(other._bytes.Span);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            HashCode hash = default;
            hash.AddBytes(_bytes.Span);
            hash.Add(_signs);
            return hash.ToHashCode();
        }
    }
}
