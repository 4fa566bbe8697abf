using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tree;

namespace Sotto.Cli.Vectors;

internal sealed class SecretTreeFamily : CaseArrayFamily
{
    private const int FarAhead = 100_000;

    internal override string Name => "secret-tree";

    private protected override IReadOnlyList<string> Members => ["encryption_secret", "sender_data", "leaves"];

    private protected override void Replay(JsonElement vector)
    {
        Suite suite = Suite.Of(new((ushort)vector.Number("cipher_suite")));
        CheckSenderData(suite, vector.GetProperty("sender_data"));
        JsonElement leaves = vector.GetProperty("leaves");
        using SecretTree tree = new(
            suite,
            (uint)leaves.GetArrayLength(),
            Secret.CopyOf(vector.Bytes("encryption_secret")),
            new NoChanges()
        );
        for (int leaf = 0; leaf < leaves.GetArrayLength(); leaf++)
        {
            foreach (JsonElement step in leaves[leaf].EnumerateArray())
            {
                CheckStep(suite, tree, new((uint)leaf), step);
            }
        }
    }

    private static void CheckSenderData(Suite suite, JsonElement vector)
    {
        using KeyedSecret secret = suite.SetUp(vector.Bytes("sender_data_secret"));
        byte[] keys = new byte[suite.Aead.KeyLength + suite.Aead.NonceLength];
        SenderData.DeriveKeys(suite, secret, vector.Bytes("ciphertext"), keys);
        Expect.Equal("sender data key", vector.Bytes("key"), keys.AsSpan(0, suite.Aead.KeyLength));
        Expect.Equal("sender data nonce", vector.Bytes("nonce"), keys.AsSpan(suite.Aead.KeyLength));
    }

    private static void CheckStep(Suite suite, SecretTree tree, LeafIndex leaf, JsonElement step)
    {
        uint generation = step.GetProperty("generation").GetUInt32();
        foreach (
            (RatchetKind kind, string name) in new[]
            {
                (RatchetKind.Handshake, "handshake"),
                (RatchetKind.Application, "application"),
            }
        )
        {
            byte[] key = new byte[suite.Aead.KeyLength];
            byte[] nonce = new byte[suite.Aead.NonceLength];
            tree.Peek(new(leaf, kind), generation, FarAhead, key, nonce);
            Expect.Equal($"{name} key {generation} of leaf {leaf.Value}", step.Bytes($"{name}_key"), key);
            Expect.Equal($"{name} nonce {generation} of leaf {leaf.Value}", step.Bytes($"{name}_nonce"), nonce);
            tree.Consume(new(leaf, kind), generation, FarAhead);
        }
    }

    private sealed class NoChanges : ISecretTreeChanges
    {
        public void NodeChanged(NodeIndex node) { }

        public void RatchetChanged(RatchetName name, RatchetChange change) { }
    }
}
