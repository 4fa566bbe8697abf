using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tree;

namespace Sotto.Cli.Vectors.Mls;

internal sealed class SecretTreeFamily : CaseArrayFamily
{
    private const int FarAhead = 100_000;

    public override string Name => "mls secret-tree";

    protected override IReadOnlyList<string> Members => ["encryption_secret", "sender_data", "leaves"];

    protected override void Check(JsonElement vector)
    {
        Suite suite = Suite.Of(new((ushort)vector.Int("cipher_suite")));
        CheckSenderData(suite, vector.GetProperty("sender_data"));
        JsonElement leaves = vector.GetProperty("leaves");
        using SecretTree tree = new(
            suite,
            (uint)leaves.GetArrayLength(),
            Secret.CopyOf(vector.Hex("encryption_secret")),
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
        using KeyedSecret secret = suite.SetUp(vector.Hex("sender_data_secret"));
        byte[] keys = new byte[suite.Aead.KeyLength + suite.Aead.NonceLength];
        SenderData.DeriveKeys(suite, secret, vector.Hex("ciphertext"), keys);
        Expect.Equal(vector.Hex("key"), keys.AsSpan(0, suite.Aead.KeyLength), "sender data key");
        Expect.Equal(vector.Hex("nonce"), keys.AsSpan(suite.Aead.KeyLength), "sender data nonce");
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
            Expect.Equal(step.Hex($"{name}_key"), key, $"{name} key {generation} of leaf {leaf.Value}");
            Expect.Equal(step.Hex($"{name}_nonce"), nonce, $"{name} nonce {generation} of leaf {leaf.Value}");
            tree.Consume(new(leaf, kind), generation, FarAhead);
        }
    }

    private sealed class NoChanges : ISecretTreeChanges
    {
        public void NodeChanged(NodeIndex node) { }

        public void RatchetChanged(RatchetName name, RatchetChange change) { }
    }
}
