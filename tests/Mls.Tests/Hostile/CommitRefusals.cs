using System.Security.Cryptography;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.Tests.Groups;
using Sotto.Mls.Tree;

namespace Sotto.Mls.Tests.Hostile;

/// <summary>Paths, keys, capabilities and outsiders' commits (RFC 9420 sections 7.3, 7.5, 12.4).</summary>
public sealed class CommitRefusals : IDisposable
{
    private readonly Insider _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_path_of_another_length_is_refused()
    {
        UpdatePath path = _scene.Honest().Path!;
        _scene.AssertRefused("path_length", With(new(path.Leaf, [.. path.Nodes.Skip(1)])));
        _scene.AssertRefused("path_length", With(new(path.Leaf, [.. path.Nodes, path.Nodes[0]])));
    }

    [Fact]
    public void A_path_has_one_secret_for_each_part_of_the_tree_below()
    {
        UpdatePath path = _scene.Honest().Path!;
        UpdatePath.Node first = path.Nodes[0];
        HpkeCiphertext secret = first.EncryptedPathSecrets[0];
        _scene.AssertRefused("path_secret_count", With(Replaced(path, 0, new(first.EncryptionKey, []))));
        _scene.AssertRefused("path_secret_count", With(Replaced(path, 0, new(first.EncryptionKey, [secret, secret]))));
    }

    [Fact]
    public void A_path_whose_keys_are_not_those_of_its_parent_hash_is_refused()
    {
        UpdatePath path = _scene.Honest().Path!;
        UpdatePath other = _scene.Honest().Path!;
        UpdatePath mixed = Replaced(path, 1, new(other.Nodes[1].EncryptionKey, path.Nodes[1].EncryptedPathSecrets));
        _scene.AssertRefused("path_parent_hash", With(mixed));
        _scene.AssertRefused("leaf_signature", With(new(Flipped(path.Leaf), path.Nodes)));
    }

    [Fact]
    public void A_secret_that_does_not_open_or_not_fit_is_noticed_by_who_should_open_it()
    {
        UpdatePath path = _scene.Honest().Path!;
        UpdatePath.Node first = path.Nodes[0];
        byte[] damaged = first.EncryptedPathSecrets[0].Ciphertext.ToArray();
        damaged[0] ^= 1;
        HpkeCiphertext spoilt = new(first.EncryptedPathSecrets[0].KemOutput.ToArray(), damaged);
        _scene.AssertRefusedByVictim("hpke_open", With(Replaced(path, 0, new(first.EncryptionKey, [spoilt]))));
        HpkeCiphertext zero = new(new byte[32], damaged);
        _scene.AssertRefusedByVictim(
            "hpke_shared_secret_zero",
            With(Replaced(path, 0, new(first.EncryptionKey, [zero])))
        );
    }

    [Fact]
    public void A_wrong_secret_for_the_right_key_is_noticed()
    {
        Suite suite = _scene.Group.Suite;
        using PathCreation creation = NewPath();
        RatchetTree tree = creation.Tree;
        GroupContext context = ProvisionalContext(tree);
        UpdatePath honest = creation.Encrypt(context, new HashSet<LeafIndex>(), RandomNumberGenerator.Fill);
        foreach ((int length, string rule) in new[] { (32, "path_secret_public_key"), (31, "path_secret_length") })
        {
            HpkeSealed wrong = suite.EncryptWithLabel(
                _scene.Victim.Group.Current.OwnLeaf.EncryptionKey.Span,
                "UpdatePathNode"u8,
                context.Encoding,
                new byte[length],
                RandomNumberGenerator.Fill
            );
            UpdatePath path = Replaced(
                honest,
                0,
                new(honest.Nodes[0].EncryptionKey, [new(wrong.KemOutput, wrong.Ciphertext)])
            );
            _scene.AssertRefusedByVictim(rule, With(path));
        }
    }

    [Fact]
    public void A_commit_renews_its_leafs_encryption_key()
    {
        LeafNode current = _scene.Group.Current.OwnLeaf;
        _scene.AssertRefused("encryption_key_not_renewed", With(new(Resigned(current.EncryptionKey, []), [])));
    }

    [Fact]
    public void No_key_stands_twice_in_the_tree()
    {
        RatchetTree tree = _scene.Group.Tree;
        LeafNode victim = tree.LeafAt(_scene.Victim.Group.Self)!;
        _scene.AssertRefused("duplicate_encryption_key", WithOwnKeys(leafKey: victim.EncryptionKey));
        _scene.AssertRefused("duplicate_encryption_key", WithOwnKeys(nodeKey: victim.EncryptionKey));
        ReadOnlyMemory<byte> parent = tree.EncryptionKeyOf(NodeIndex.Of(_scene.Third.Group.Self).Parent);
        _scene.AssertRefused("duplicate_encryption_key", WithOwnKeys(nodeKey: parent));
        UpdatePath path = _scene.Honest().Path!;
        _scene.AssertRefused(
            "duplicate_encryption_key",
            WithOwnKeys(nodeKey: path.Leaf.EncryptionKey, leafKey: path.Leaf.EncryptionKey)
        );
    }

    [Fact]
    public void A_key_that_is_none_is_refused()
    {
        _scene.AssertRefused("hpke_public_key", WithOwnKeys(nodeKey: new byte[31]));
        _scene.AssertRefused("hpke_public_key", WithOwnKeys(leafKey: new byte[33]));
    }

    [Fact]
    public void Extensions_that_a_member_does_not_support_are_refused()
    {
        Proposal unknown = new Proposal.GroupContextExtensions([new(0xF00D, [])]);
        _scene.AssertRefused("group_extension_unsupported", _scene.CommitOf(unknown));
        Extension demand = new RequiredCapabilities(proposals: [0xF00D]).ToExtension();
        _scene.AssertRefused("required_capabilities", _scene.CommitOf(new Proposal.GroupContextExtensions([demand])));
        Extension broken = new(Extension.RequiredCapabilities, [1, 2, 3]);
        _scene.AssertRefused("truncated", _scene.CommitOf(new Proposal.GroupContextExtensions([broken])));
    }

    [Fact]
    public void Newcomers_are_judged_by_the_extensions_that_come_with_them()
    {
        using Party plain = new("plain") { Group = new Party("unused").Create().Group };
        ClientIdentity identity = plain.Identity with { Capabilities = new([plain.Suite]) };
        using OwnKeyPackage package = OwnKeyPackage.Generate(
            plain.Suite,
            identity,
            Party.Clock.Lifetime,
            RandomNumberGenerator.Fill
        );
        Extension demand = new RequiredCapabilities(proposals: [Proposal.SelfRemoveType]).ToExtension();
        _scene.AssertAccepted((PublicMessage)_scene.Mallory.Commit(new() { Extensions = [demand] }).Message);
        Commit add = new([new ProposalOrReference.ByValue(new Proposal.Add(package.KeyPackage))], null);
        _scene.AssertRefused("required_capabilities", _scene.Send(add));
        // The same commit takes the demand back: now they may come.
        PreparedCommit both = _scene.Mallory.Commit(new() { Extensions = [], Adds = [package.KeyPackage] });
        _scene.AssertAccepted((PublicMessage)both.Message);
    }

    [Fact]
    public void A_member_must_not_be_asked_to_read_a_credential_that_it_cannot()
    {
        LeafContent content = new(
            _scene.Honest().Path!.Leaf.EncryptionKey,
            new Credential.X509([new byte[] { 1 }]),
            new([_scene.Mallory.Suite], credentials: [Credential.BasicType, Credential.X509Type]),
            []
        )
        {
            Source = LeafNodeSource.Commit,
        };
        using PathCreation creation = NewPath(
            (key, hash) => Sign(content with { EncryptionKey = key, ParentHash = hash })
        );
        UpdatePath path = creation.Encrypt(
            ProvisionalContext(creation.Tree),
            new HashSet<LeafIndex>(),
            RandomNumberGenerator.Fill
        );
        _scene.AssertRefused("credential_unsupported_by_member", With(path));
    }

    [Fact]
    public void The_policy_is_asked_about_every_leaf_with_the_one_before()
    {
        LeafNode? asked = null;
        LeafNode? before = null;
        _scene.Victim.Policy.Member = (leaf, previous) =>
        {
            (asked, before) = (leaf, previous);
            return false;
        };
        PublicMessage commit = (PublicMessage)_scene.Group.Commit().Message;
        _scene.Group.DropPendingCommit();
        _scene.AssertRefusedByVictim("policy_member", commit);
        Assert.Equal(commit.Commit!.Path!.Leaf.EncryptionKey, asked!.EncryptionKey);
        Assert.Same(_scene.Victim.Group.Tree.LeafAt(_scene.Group.Self), before);

        PublicMessage update = (PublicMessage)_scene.Third.Group.ProposeUpdate();
        _scene.AssertRefusedByVictim("policy_member", update);
        Assert.Same(_scene.Victim.Group.Tree.LeafAt(_scene.Third.Group.Self), before);

        using Party newcomer = new Party("newcomer").Create();
        using OwnKeyPackage package = newcomer.NewKeyPackage();
        _scene.AssertRefusedByVictim("policy_member", _scene.Send(new Proposal.Add(package.KeyPackage)));
        Assert.Null(before);
        _scene.Victim.Policy.Member = (_, _) => true;
        _scene.Victim.Policy.Proposal = (proposal, _) => proposal is not Proposal.Remove;
        _scene.AssertRefusedByVictim("policy_proposal", _scene.Send(new Proposal.Remove(new(2))));
        _scene.Victim.Policy.Extensions = _ => false;
        _scene.AssertRefusedByVictim("policy_extensions", _scene.Send(new Proposal.GroupContextExtensions([])));
    }

    private PublicMessage With(UpdatePath path) => _scene.Send(new Commit([], path));

    private PublicMessage WithOwnKeys(ReadOnlyMemory<byte>? leafKey = null, ReadOnlyMemory<byte>? nodeKey = null)
    {
        // Parent hashes and signature are right for these keys, so that only their being there already is wrong.
        RatchetTree tree = _scene.Group.Tree;
        List<PathStep> steps = tree.FilteredDirectPath(_scene.Group.Self);
        UpdatePath honest = _scene.Honest().Path!;
        byte[] parentHash = [];
        List<UpdatePath.Node> nodes = [];
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            ReadOnlyMemory<byte> key = i == 0 && nodeKey is { } own ? own : honest.Nodes[i].EncryptionKey;
            nodes.Insert(0, new(key, honest.Nodes[i].EncryptedPathSecrets));
            parentHash = TreeHashes.ParentHash(
                _scene.Group.Suite,
                new ParentNode(key, parentHash, []),
                tree.TreeHash(_scene.Group.Suite, steps[i].Copath)
            );
        }

        return With(new(Resigned(leafKey ?? honest.Leaf.EncryptionKey, parentHash), nodes));
    }

    private LeafNode Resigned(ReadOnlyMemory<byte> encryptionKey, byte[] parentHash)
    {
        LeafNode own = _scene.Group.Current.OwnLeaf;
        return Sign(
            new(encryptionKey, own.Credential, own.Capabilities, own.Extensions)
            {
                Source = LeafNodeSource.Commit,
                ParentHash = parentHash,
            }
        );
    }

    private LeafNode Sign(LeafContent content) =>
        LeafNode.Sign(
            _scene.Group.Suite,
            _scene.Mallory.SignatureKey.For(_scene.Group.Suite),
            content,
            new(_scene.Group.GroupId, _scene.Group.Self)
        );

    private PathCreation NewPath(PathCreation.SignLeaf? sign = null) =>
        new(_scene.Group.Suite, _scene.Group.Tree, _scene.Group.Self, sign ?? Resigned, RandomNumberGenerator.Fill);

    private GroupContext ProvisionalContext(RatchetTree tree)
    {
        GroupContext context = _scene.Group.Current.Public.Context;
        return new(context.CipherSuite, context.GroupId, context.Extensions)
        {
            Epoch = context.Epoch.Next,
            TreeHash = tree.TreeHash(_scene.Group.Suite),
            ConfirmedTranscriptHash = context.ConfirmedTranscriptHash,
        };
    }

    private static UpdatePath Replaced(UpdatePath path, int index, UpdatePath.Node node)
    {
        List<UpdatePath.Node> nodes = [.. path.Nodes];
        nodes[index] = node;
        return new(path.Leaf, nodes);
    }

    private static LeafNode Flipped(LeafNode leaf)
    {
        byte[] bytes = TlsWriter.Encode(leaf);
        bytes[^1] ^= 1;
        TlsReader reader = new(bytes);
        return LeafNode.Read(ref reader);
    }
}
