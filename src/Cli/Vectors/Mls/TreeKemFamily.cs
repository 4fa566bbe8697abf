using System.Security.Cryptography;
using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Tree;

namespace Sotto.Cli.Vectors.Mls;

internal sealed class TreeKemFamily : CaseArrayFamily
{
    private static readonly HashSet<LeafIndex> Nobody = [];

    public override string Name => "mls treekem";

    protected override IReadOnlyList<string> Members => ["leaves_private", "update_paths", "ratchet_tree"];

    protected override void Check(JsonElement vector)
    {
        Suite suite = Suite.Of(new((ushort)vector.Int("cipher_suite")));
        RatchetTree tree = RatchetTree.Parse(vector.Hex("ratchet_tree"));
        Case replay = new(suite, vector, tree);
        foreach (JsonElement path in vector.GetProperty("update_paths").EnumerateArray())
        {
            replay.CheckPublished(path);
            replay.CheckOwn(new((uint)path.Int("sender")));
        }
    }

    private sealed class Case
    {
        private readonly Suite _suite;
        private readonly JsonElement _vector;
        private readonly RatchetTree _tree;
        private readonly Dictionary<LeafIndex, JsonElement> _privates;

        internal Case(Suite suite, JsonElement vector, RatchetTree tree)
        {
            _suite = suite;
            _vector = vector;
            _tree = tree;
            _privates = vector
                .GetProperty("leaves_private")
                .EnumerateArray()
                .ToDictionary(leaf => new LeafIndex((uint)leaf.Int("index")));
        }

        internal void CheckPublished(JsonElement vector)
        {
            LeafIndex sender = new((uint)vector.Int("sender"));
            TlsReader reader = new(vector.Hex("update_path"));
            UpdatePath path = UpdatePath.Read(ref reader);
            reader.End();
            RatchetTree after = PathReading.Place(_suite, _tree, sender, path, Nobody);
            Expect.Equal(vector.Hex("tree_hash_after"), after.TreeHash(_suite), "tree_hash_after");
            foreach (LeafIndex receiver in _privates.Keys.Where(leaf => leaf != sender))
            {
                using PathSecrets secrets = Open(receiver, sender, path, after);
                Expect.Equal(vector.Hex("commit_secret"), secrets.CommitSecret.Bytes, "commit_secret");
                byte[] first = Convert.FromHexString(
                    vector.GetProperty("path_secrets")[(int)receiver.Value].GetString()!
                );
                Expect.Equal(first, secrets.Secrets[0].Bytes, $"path_secrets[{receiver.Value}]");
            }
        }

        internal void CheckOwn(LeafIndex sender)
        {
            using SigningKey signer = _suite.Signature.Import(_privates[sender].Hex("signature_priv"));
            using PathCreation creation = new(
                _suite,
                _tree,
                sender,
                (key, parentHash) => Sign(sender, signer, key, parentHash),
                RandomNumberGenerator.Fill
            );
            UpdatePath path = creation.Encrypt(Context(creation.Tree), Nobody, RandomNumberGenerator.Fill);
            RatchetTree after = PathReading.Place(_suite, _tree, sender, path, Nobody);
            Expect.Equal(creation.Tree.TreeHash(_suite), after.TreeHash(_suite), "own tree hash");
            TreeValidation.Check(after, _suite, after.TreeHash(_suite));
            foreach (LeafIndex receiver in _privates.Keys.Where(leaf => leaf != sender))
            {
                using PathSecrets secrets = Open(receiver, sender, path, after);
                Expect.Equal(creation.Secrets.CommitSecret.Bytes, secrets.CommitSecret.Bytes, "own commit secret");
            }
        }

        private PathSecrets Open(LeafIndex receiver, LeafIndex sender, UpdatePath path, RatchetTree after) =>
            PathReading.Open(_suite, _tree, after, sender, path, KeysOf(receiver), Nobody, Context(after));

        private PrivateTree KeysOf(LeafIndex leaf)
        {
            JsonElement known = _privates[leaf];
            PrivateTree keys = new(leaf, _suite.Kem.ImportPrivateKey(known.Hex("encryption_priv")));
            foreach (JsonElement entry in known.GetProperty("path_secrets").EnumerateArray())
            {
                NodeIndex node = new((uint)entry.Int("node"));
                using PathSecrets secrets = PathSecrets.From(_suite, Secret.CopyOf(entry.Hex("path_secret")), 1);
                KemPrivateKey key = secrets.DeriveKey(_suite, 0);
                Expect.Equal(_tree.EncryptionKeyOf(node).Span, key.PublicKey, $"key of node {node.Value}");
                keys.Set(node, key);
            }

            return keys;
        }

        private LeafNode Sign(LeafIndex sender, SigningKey signer, ReadOnlyMemory<byte> key, byte[] parentHash)
        {
            LeafNode leaf = _tree.LeafAt(sender)!;
            LeafContent content = new(key, leaf.Credential, leaf.Capabilities, leaf.Extensions)
            {
                Source = LeafNodeSource.Commit,
                ParentHash = parentHash,
            };
            return LeafNode.Sign(_suite, signer, content, new(_vector.Hex("group_id"), sender));
        }

        private GroupContext Context(RatchetTree after) =>
            new(_suite.Id, _vector.Hex("group_id"), [])
            {
                Epoch = new(_vector.GetProperty("epoch").GetUInt64()),
                TreeHash = after.TreeHash(_suite),
                ConfirmedTranscriptHash = _vector.Hex("confirmed_transcript_hash"),
            };
    }
}
