using System.Diagnostics;
using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Tree;

/// <summary>
/// The private keys that one member knows: its leaf's and those of some nodes above (RFC 9420 section 4.1). Forks share
/// keys, so whoever ends one says which other keeps living.
/// </summary>
[DebuggerDisplay("[secret]")]
internal sealed class PrivateTree
{
    private readonly Dictionary<NodeIndex, KemPrivateKey> _keys;

    private PrivateTree(LeafIndex self, Dictionary<NodeIndex, KemPrivateKey> keys)
    {
        Self = self;
        _keys = keys;
    }

    /// <summary>Takes over the leaf's key.</summary>
    internal PrivateTree(LeafIndex self, KemPrivateKey leafKey)
        : this(self, new Dictionary<NodeIndex, KemPrivateKey> { [NodeIndex.Of(self)] = leafKey }) { }

    internal LeafIndex Self { get; }

    internal KemPrivateKey LeafKey => _keys[NodeIndex.Of(Self)];

    internal IEnumerable<KeyValuePair<NodeIndex, KemPrivateKey>> Keys => _keys;

    internal static PrivateTree Restore(LeafIndex self, Dictionary<NodeIndex, KemPrivateKey> keys) =>
        new(self, new Dictionary<NodeIndex, KemPrivateKey>(keys));

    internal KemPrivateKey? KeyOf(NodeIndex node) => _keys.GetValueOrDefault(node);

    internal PrivateTree Fork() => new(Self, new Dictionary<NodeIndex, KemPrivateKey>(_keys));

    /// <summary>Takes over a key in place of the one known before.</summary>
    internal void Set(NodeIndex node, KemPrivateKey key) => _keys[node] = key;

    /// <summary>Forgets keys whose nodes are blank now or have another public key.</summary>
    internal void Prune(RatchetTree tree)
    {
        foreach ((NodeIndex node, KemPrivateKey key) in _keys.ToArray())
        {
            bool isInTree = node.Value < (2 * tree.LeafCount) - 1 && !tree.IsBlank(node);
            if (!isInTree || !tree.EncryptionKeyOf(node).Span.SequenceEqual(key.PublicKey))
            {
                _keys.Remove(node);
            }
        }
    }

    /// <summary>Wipes every key that the other, if any, does not hold as well.</summary>
    internal void WipeExcept(PrivateTree? kept)
    {
        foreach ((NodeIndex node, KemPrivateKey key) in _keys)
        {
            if (!ReferenceEquals(kept?.KeyOf(node), key))
            {
                key.Dispose();
            }
        }
    }
}
