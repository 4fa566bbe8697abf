using System.Diagnostics;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Tree;

namespace Sotto.Mls.KeySchedule;

/// <summary>
/// The message keys of one epoch (RFC 9420 section 9): a tree of secrets in which a node is deleted when its children
/// have been derived, with two ratchets per leaf below.
/// </summary>
/// <remarks>
/// Who sends for the first time has no ratchet yet. <see cref="Peek" /> then derives one aside, and <see cref="Consume" />
/// derives it again for good: forged messages leave no trace.
/// </remarks>
[DebuggerDisplay("[secret]")]
internal sealed class SecretTree : IDisposable
{
    private readonly Suite _suite;
    private readonly uint _leafCount;
    private readonly Dictionary<NodeIndex, Secret> _nodes = [];
    private readonly Dictionary<RatchetName, Ratchet> _ratchets = [];
    private readonly ISecretTreeChanges _changes;

    internal SecretTree(Suite suite, uint leafCount, ISecretTreeChanges changes)
    {
        _suite = suite;
        _leafCount = leafCount;
        _changes = changes;
    }

    /// <summary>Of a new epoch; takes over the encryption secret.</summary>
    internal SecretTree(Suite suite, uint leafCount, Secret encryptionSecret, ISecretTreeChanges changes)
        : this(suite, leafCount, changes) => _nodes.Add(NodeIndex.RootOf(leafCount), encryptionSecret);

    internal uint LeafCount => _leafCount;

    internal IEnumerable<KeyValuePair<NodeIndex, Secret>> Nodes => _nodes;

    internal IEnumerable<KeyValuePair<RatchetName, Ratchet>> Ratchets => _ratchets;

    public void Dispose()
    {
        foreach (Secret node in _nodes.Values)
        {
            node.Dispose();
        }

        foreach (Ratchet ratchet in _ratchets.Values)
        {
            ratchet.Dispose();
        }
    }

    internal Secret? NodeAt(NodeIndex node) => _nodes.GetValueOrDefault(node);

    internal Ratchet? RatchetOf(RatchetName name) => _ratchets.GetValueOrDefault(name);

    internal void RestoreNode(NodeIndex node, Secret secret) => _nodes.Add(node, secret);

    internal void RestoreRatchet(RatchetName name, Ratchet ratchet) => _ratchets.Add(name, ratchet);

    /// <summary>See <see cref="Ratchet.Peek" />.</summary>
    internal void Peek(RatchetName name, uint generation, int mostAhead, Span<byte> key, Span<byte> nonce)
    {
        if (_ratchets.TryGetValue(name, out Ratchet? ratchet))
        {
            ratchet.Peek(generation, mostAhead, key, nonce);
            return;
        }

        using Ratchet aside = new(_suite, DeriveRatchetSecret(name));
        aside.Peek(generation, mostAhead, key, nonce);
    }

    /// <summary>See <see cref="Ratchet.Consume" />.</summary>
    internal void Consume(RatchetName name, uint generation, int mostKept)
    {
        Ratchet ratchet = _ratchets.TryGetValue(name, out Ratchet? found) ? found : Begin(name);
        _changes.RatchetChanged(name, ratchet.Consume(generation, mostKept));
    }

    /// <summary>The next key of a ratchet for sending, deleted as it is handed out; the caller wipes it.</summary>
    internal uint TakeNext(RatchetName name, Span<byte> key, Span<byte> nonce)
    {
        Ratchet ratchet = _ratchets.TryGetValue(name, out Ratchet? found) ? found : Begin(name);
        uint generation = ratchet.Generation;
        ratchet.Peek(generation, 0, key, nonce);
        _changes.RatchetChanged(name, ratchet.Consume(generation, 0));
        return generation;
    }

    /// <summary>
    /// Deletes both ratchets of a leaf: one's own when an epoch ends, since nobody opens what they sent themselves.
    /// </summary>
    internal void Close(LeafIndex leaf)
    {
        foreach (RatchetKind kind in (ReadOnlySpan<RatchetKind>)[RatchetKind.Handshake, RatchetKind.Application])
        {
            RatchetName name = new(leaf, kind);
            Ratchet ratchet = _ratchets.TryGetValue(name, out Ratchet? found) ? found : Begin(name);
            _ratchets.Remove(name);
            ratchet.Dispose();
            _changes.RatchetChanged(name, new([], []));
        }
    }

    /// <summary>Tells of everything that is in the tree, as if it had changed.</summary>
    internal void ForEachPart(ISecretTreeChanges changes)
    {
        foreach (NodeIndex node in _nodes.Keys)
        {
            changes.NodeChanged(node);
        }

        foreach ((RatchetName name, Ratchet ratchet) in _ratchets)
        {
            changes.RatchetChanged(name, new([.. ratchet.Skipped.Keys], []));
        }
    }

    private Ratchet Begin(RatchetName name)
    {
        // Both ratchets of a leaf begin together, so that its secret can go.
        DeriveDownTo(name.Leaf);
        NodeIndex place = NodeIndex.Of(name.Leaf);
        Secret leaf = _nodes[place];
        foreach (RatchetKind kind in (ReadOnlySpan<RatchetKind>)[RatchetKind.Handshake, RatchetKind.Application])
        {
            RatchetName begun = name with { Kind = kind };
            _ratchets.Add(begun, new(_suite, RatchetSecret(leaf, kind)));
            _changes.RatchetChanged(begun, new([], []));
        }

        Forget(place);
        return _ratchets[name];
    }

    private void DeriveDownTo(LeafIndex leaf)
    {
        NodeIndex node = NearestKnown(leaf);
        while (!node.IsLeaf)
        {
            Keep(node.Left, Child(_nodes[node], "left"u8));
            Keep(node.Right, Child(_nodes[node], "right"u8));
            Forget(node);
            node = node.Left.IsAbove(leaf) ? node.Left : node.Right;
        }
    }

    private Secret DeriveRatchetSecret(RatchetName name)
    {
        NodeIndex node = NearestKnown(name.Leaf);
        Secret secret = _nodes[node].Copy();
        while (!node.IsLeaf)
        {
            bool isLeft = node.Left.IsAbove(name.Leaf);
            Secret child = isLeft ? Child(secret, "left"u8) : Child(secret, "right"u8);
            secret.Dispose();
            secret = child;
            node = isLeft ? node.Left : node.Right;
        }

        Secret ratchetSecret = RatchetSecret(secret, name.Kind);
        secret.Dispose();
        return ratchetSecret;
    }

    private NodeIndex NearestKnown(LeafIndex leaf)
    {
        if (leaf.Value >= _leafCount)
        {
            throw new MlsException("sender_no_member");
        }

        NodeIndex node = NodeIndex.Of(leaf);
        while (!_nodes.ContainsKey(node))
        {
            node = node != NodeIndex.RootOf(_leafCount) ? node.Parent : throw new MlsException("sender_keys_deleted");
        }

        return node;
    }

    private Secret RatchetSecret(Secret leaf, RatchetKind kind) =>
        kind is RatchetKind.Handshake ? Expand(leaf, "handshake"u8, []) : Expand(leaf, "application"u8, []);

    private Secret Child(Secret parent, ReadOnlySpan<byte> side) => Expand(parent, "tree"u8, side);

    private Secret Expand(Secret secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context)
    {
        Secret expanded = new(_suite.HashLength);
        _suite.ExpandWithLabel(secret.Bytes, label, context, expanded.Buffer);
        return expanded;
    }

    private void Keep(NodeIndex node, Secret secret)
    {
        _nodes.Add(node, secret);
        _changes.NodeChanged(node);
    }

    private void Forget(NodeIndex node)
    {
        _nodes.Remove(node, out Secret? secret);
        secret?.Dispose();
        _changes.NodeChanged(node);
    }
}
