using System.Security.Cryptography;
using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Tree;

namespace Sotto.Cli.Vectors;

internal sealed class TreeKemFamily : CaseArrayFamily
{
    private static readonly HashSet<LeafIndex> Nobody = [];

    internal override string Name => "treekem";

    private protected override IReadOnlyList<string> Members => ["leaves_private", "update_paths", "ratchet_tree"];

    private protected override void Replay(JsonElement vector)
    {
        Suite suite = Suite.Of(new((ushort)vector.Number("cipher_suite")));
        RatchetTree tree = RatchetTree.Parse(vector.Bytes("ratchet_tree"));
        Case replay = new(suite, vector, tree);
        foreach (JsonElement path in vector.GetProperty("update_paths").EnumerateArray())
        {
            replay.CheckPublished(path);
            replay.CheckOwn(new((uint)path.Number("sender")));
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
                .ToDictionary(leaf => new LeafIndex((uint)leaf.Number("index")));
        }

        internal void CheckPublished(JsonElement vector)
        {
            LeafIndex sender = new((uint)vector.Number("sender"));
            TlsReader reader = new(vector.Bytes("update_path"));
            UpdatePath path = UpdatePath.Read(ref reader);
            reader.End();
            RatchetTree after = PathReading.Place(_suite, _tree, sender, path, Nobody);
            Expect.Equal("tree_hash_after", vector.Bytes("tree_hash_after"), after.TreeHash(_suite));
            foreach (LeafIndex receiver in _privates.Keys.Where(leaf => leaf != sender))
            {
                using PathSecrets secrets = Open(receiver, sender, path, after);
                Expect.Equal("commit_secret", vector.Bytes("commit_secret"), secrets.CommitSecret.Bytes);
                byte[] first = Convert.FromHexString(
                    vector.GetProperty("path_secrets")[(int)receiver.Value].GetString()!
                );
                Expect.Equal($"path_secrets[{receiver.Value}]", first, secrets.Secrets[0].Bytes);
            }
        }

        internal void CheckOwn(LeafIndex sender)
        {
            using SigningKey signer = _suite.Signature.Import(_privates[sender].Bytes("signature_priv"));
            using PathCreation creation = new(
                _suite,
                _tree,
                sender,
                (key, parentHash) => Sign(sender, signer, key, parentHash),
                RandomNumberGenerator.Fill
            );
            UpdatePath path = creation.Encrypt(Context(creation.Tree), Nobody, RandomNumberGenerator.Fill);
            RatchetTree after = PathReading.Place(_suite, _tree, sender, path, Nobody);
            Expect.Equal("own tree hash", creation.Tree.TreeHash(_suite), after.TreeHash(_suite));
            TreeValidation.Check(after, _suite, after.TreeHash(_suite));
            foreach (LeafIndex receiver in _privates.Keys.Where(leaf => leaf != sender))
            {
                using PathSecrets secrets = Open(receiver, sender, path, after);
                Expect.Equal("own commit secret", creation.Secrets.CommitSecret.Bytes, secrets.CommitSecret.Bytes);
            }
        }

        private PathSecrets Open(LeafIndex receiver, LeafIndex sender, UpdatePath path, RatchetTree after) =>
            PathReading.Open(_suite, _tree, after, sender, path, KeysOf(receiver), Nobody, Context(after));

        private PrivateTree KeysOf(LeafIndex leaf)
        {
            JsonElement known = _privates[leaf];
            PrivateTree keys = new(leaf, _suite.Kem.ImportPrivateKey(known.Bytes("encryption_priv")));
            foreach (JsonElement entry in known.GetProperty("path_secrets").EnumerateArray())
            {
                NodeIndex node = new((uint)entry.Number("node"));
                using PathSecrets secrets = PathSecrets.From(_suite, Secret.CopyOf(entry.Bytes("path_secret")), 1);
                KemPrivateKey key = secrets.DeriveKey(_suite, 0);
                Expect.Equal($"key of node {node.Value}", _tree.EncryptionKeyOf(node).Span, key.PublicKey);
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
            return LeafNode.Sign(_suite, signer, content, new(_vector.Bytes("group_id"), sender));
        }

        private GroupContext Context(RatchetTree after) =>
            new(_suite.Id, _vector.Bytes("group_id"), [])
            {
                Epoch = new(_vector.GetProperty("epoch").GetUInt64()),
                TreeHash = after.TreeHash(_suite),
                ConfirmedTranscriptHash = _vector.Bytes("confirmed_transcript_hash"),
            };
    }
}
