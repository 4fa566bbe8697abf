using System.Diagnostics;
using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Tree;

/// <summary>Makes the path of a commit (RFC 9420 sections 7.4 to 7.6): fresh keys from the committer's leaf to the root.</summary>
[DebuggerDisplay("[secret]")]
internal sealed class PathCreation : IDisposable
{
    private readonly Suite _suite;
    private readonly List<PathStep> _steps;
    private readonly KemPrivateKey _leafKey;
    private readonly List<KemPrivateKey> _keys = [];
    private readonly RatchetTree _before;
    private bool _areKeysTaken;

    /// <summary>Signs the committer's leaf with its new key and parent hash.</summary>
    internal delegate LeafNode SignLeaf(ReadOnlyMemory<byte> encryptionKey, byte[] parentHash);

    /// <summary>Draws all keys. The tree is the one after the commit's proposals.</summary>
    internal PathCreation(Suite suite, RatchetTree tree, LeafIndex self, SignLeaf signLeaf, FillRandom random)
    {
        _suite = suite;
        _before = tree;
        _steps = tree.FilteredDirectPath(self);
        _leafKey = DrawLeafKey(suite, random);
        Secrets = PathSecrets.Draw(suite, _steps.Count, random);
        for (int i = 0; i < _steps.Count; i++)
        {
            _keys.Add(Secrets.DeriveKey(suite, i));
        }

        try
        {
            (Tree, Leaf) = Place(self, signLeaf);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The tree with the new keys.</summary>
    internal RatchetTree Tree { get; }

    internal LeafNode Leaf { get; }

    internal PathSecrets Secrets { get; }

    /// <summary>Wipes the path's secrets, and the private keys unless they have been given away.</summary>
    public void Dispose()
    {
        Secrets.Dispose();
        if (!_areKeysTaken)
        {
            _leafKey.Dispose();
            _keys.ForEach(key => key.Dispose());
        }
    }

    /// <summary>
    /// Encrypts each node's secret to everybody below its other child but the members that this very commit adds, who
    /// get theirs in the Welcome (section 7.6).
    /// </summary>
    internal UpdatePath Encrypt(GroupContext context, IReadOnlySet<LeafIndex> added, FillRandom random)
    {
        List<UpdatePath.Node> nodes = [];
        for (int i = 0; i < _steps.Count; i++)
        {
            List<HpkeCiphertext> sealedSecrets = [];
            foreach (NodeIndex node in PathReading.Recipients(_before, _steps[i], added))
            {
                (byte[] kemOutput, byte[] ciphertext) = _suite.EncryptWithLabel(
                    _before.EncryptionKeyOf(node).Span,
                    "UpdatePathNode"u8,
                    context.Encoding,
                    Secrets.Secrets[i].Bytes,
                    random
                );
                sealedSecrets.Add(new(kemOutput, ciphertext));
            }

            nodes.Add(new(_keys[i].PublicKey.ToArray(), sealedSecrets));
        }

        return new(Leaf, nodes);
    }

    /// <summary>What the committer knows afterwards; it takes over the private keys.</summary>
    internal PrivateTree TakeKeys(LeafIndex self)
    {
        _areKeysTaken = true;
        PrivateTree keys = new(self, _leafKey);
        for (int i = 0; i < _steps.Count; i++)
        {
            keys.Set(_steps[i].Node, _keys[i]);
        }

        return keys;
    }

    /// <summary>The secret of the lowest node of the path above this newcomer, or null when the path has none.</summary>
    internal Secret? SecretFor(LeafIndex added)
    {
        int index = _steps.FindIndex(step => step.Copath.IsAbove(added));
        return index < 0 ? null : Secrets.Secrets[index];
    }

    private static KemPrivateKey DrawLeafKey(Suite suite, FillRandom random)
    {
        using Secret seed = new(suite.HashLength);
        random(seed.Buffer);
        return suite.Kem.DeriveKeyPair(seed.Bytes);
    }

    /// <summary>Parent hashes are computed from the root downwards, the leaf's last (section 7.9).</summary>
    private (RatchetTree, LeafNode) Place(LeafIndex self, SignLeaf signLeaf)
    {
        TreeEdit edit = _before.Edit();
        edit.BlankDirectPath(self);
        byte[] parentHash = [];
        for (int i = _steps.Count - 1; i >= 0; i--)
        {
            ParentNode node = new(_keys[i].PublicKey.ToArray(), parentHash, []);
            edit.SetParent(_steps[i].Node, node);
            parentHash = TreeHashes.ParentHash(_suite, node, _before.TreeHash(_suite, _steps[i].Copath));
        }

        LeafNode leaf = signLeaf(_leafKey.PublicKey.ToArray(), parentHash);
        edit.SetLeaf(self, leaf);
        return (edit.Finish(), leaf);
    }
}
