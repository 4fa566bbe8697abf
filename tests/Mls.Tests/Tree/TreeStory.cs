using Sotto.Mls.Cryptography;
using Sotto.Mls.Tree;
using Sotto.Tests;

namespace Sotto.Mls.Tests.Tree;

/// <summary>
/// The tree of a group and what each of its members knows, moved by real commits without the rest of the protocol. The
/// same seed tells the same story.
/// </summary>
internal sealed class TreeStory : IDisposable
{
    internal static readonly Suite Suite = Suite.Of(CipherSuite.X25519Aes128Sha256Ed25519);
    private static readonly GroupContext Context = new(Suite.Id, "story"u8.ToArray(), []);
    private readonly SeededRandom _random;
    private readonly Dictionary<LeafIndex, SigningKey> _signers = [];
    private readonly Dictionary<LeafIndex, PrivateTree> _known = [];

    internal TreeStory(int seed = 1)
    {
        _random = new((ulong)seed);
        (LeafNode leaf, SigningKey signer, KemPrivateKey key) = NewLeaf();
        Tree = RatchetTree.OfOneMember(leaf);
        _signers[new(0)] = signer;
        _known[new(0)] = new(new(0), key);
    }

    internal RatchetTree Tree { get; private set; }

    internal IReadOnlyDictionary<LeafIndex, PrivateTree> Known => _known;

    internal byte[] TreeHash => Tree.TreeHash(Suite);

    /// <summary>What the last commit contributed, as its committer and every other member computed it.</summary>
    internal List<byte[]> CommitSecrets { get; } = [];

    public void Dispose()
    {
        foreach (PrivateTree known in _known.Values)
        {
            known.WipeExcept(null);
        }

        foreach (SigningKey signer in _signers.Values)
        {
            signer.Dispose();
        }
    }

    /// <summary>Eight members who all have committed, unless fewer are asked for.</summary>
    internal static TreeStory Of(int members, int seed = 1)
    {
        TreeStory story = new(seed);
        for (uint i = 1; i < members; i++)
        {
            story.Add();
        }

        for (uint i = 0; i < members; i++)
        {
            story.Commit(i);
        }

        return story;
    }

    /// <summary>Adds somebody without a path: unmerged wherever keys are above.</summary>
    internal LeafIndex Add()
    {
        (LeafNode leaf, SigningKey signer, KemPrivateKey key) = NewLeaf();
        TreeEdit edit = Tree.Edit();
        LeafIndex index = edit.Add(leaf);
        Tree = edit.Finish();
        _signers[index] = signer;
        _known[index] = new(index, key);
        return index;
    }

    internal void Remove(uint leaf)
    {
        TreeEdit edit = Tree.Edit();
        edit.Remove(new(leaf));
        edit.Truncate();
        Tree = edit.Finish();
        _known.Remove(new(leaf));
        PruneAll();
    }

    internal void Update(uint leaf)
    {
        (LeafNode node, SigningKey signer, KemPrivateKey key) = NewLeaf();
        TreeEdit edit = Tree.Edit();
        edit.Update(new(leaf), node);
        Tree = edit.Finish();
        _signers[new(leaf)] = signer;
        _known[new(leaf)] = new(new(leaf), key);
        PruneAll();
    }

    /// <summary>A path of this member, opened by everybody else.</summary>
    internal UpdatePath Commit(uint committer)
    {
        LeafIndex self = new(committer);
        RatchetTree before = Tree;
        using PathCreation path = Draw(self);
        UpdatePath sent = path.Encrypt(Context, new HashSet<LeafIndex>(), Fill);
        Tree = PathReading.Place(Suite, before, self, sent, new HashSet<LeafIndex>());
        CommitSecrets.Clear();
        CommitSecrets.Add(path.Secrets.CommitSecret.Bytes.ToArray());
        foreach (PrivateTree known in _known.Values.Where(known => known.Self != self))
        {
            known.Prune(Tree);
            using PathSecrets opened = Open(before, self, sent, known);
            CommitSecrets.Add(opened.CommitSecret.Bytes.ToArray());
        }

        _known[self] = path.TakeKeys(self);
        return sent;
    }

    internal PathCreation Draw(LeafIndex self) => new(Suite, Tree, self, (key, hash) => Leaf(self, key, hash), Fill);

    internal PathSecrets Open(RatchetTree before, LeafIndex committer, UpdatePath path, PrivateTree known) =>
        PathReading.Open(Suite, before, Tree, committer, path, known, new HashSet<LeafIndex>(), Context);

    /// <summary>Somebody is added, removed, updated or commits.</summary>
    internal void Anything(int mostMembers)
    {
        uint[] members = [.. Tree.Members.Select(member => member.Key.Value)];
        uint one = members[_random.Below(members.Length)];
        switch (_random.Below(4))
        {
            case 0 when members.Length < mostMembers:
                Add();
                break;
            case 1 when members.Length > 1:
                Remove(one);
                break;
            case 2:
                Update(one);
                break;
            default:
                Commit(one);
                break;
        }
    }

    internal void Fill(Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)_random.Below(256);
        }
    }

    /// <summary>A leaf of this member as a commit has it.</summary>
    internal LeafNode Leaf(LeafIndex self, ReadOnlyMemory<byte> encryptionKey, byte[] parentHash) =>
        LeafNode.Sign(
            Suite,
            _signers[self],
            Content(encryptionKey) with
            {
                Source = LeafNodeSource.Commit,
                ParentHash = parentHash,
            },
            new(Context.GroupId, self)
        );

    internal (LeafNode, SigningKey, KemPrivateKey) NewLeaf()
    {
        byte[] seed = new byte[Suite.HashLength];
        Fill(seed);
        KemPrivateKey key = Suite.Kem.DeriveKeyPair(seed);
        SigningKey signer = Suite.Signature.Generate(Fill);
        LeafContent content = Content(key.PublicKey.ToArray()) with { Source = LeafNodeSource.Update };
        return (LeafNode.Sign(Suite, signer, content, new(Context.GroupId, new(0))), signer, key);
    }

    private static LeafContent Content(ReadOnlyMemory<byte> encryptionKey) =>
        new(encryptionKey, new Credential.Basic("somebody"u8), new Capabilities([Suite.Id]), []);

    private void PruneAll()
    {
        foreach (PrivateTree known in _known.Values)
        {
            known.Prune(Tree);
        }
    }
}
