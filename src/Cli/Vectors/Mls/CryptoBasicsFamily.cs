using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;

namespace Sotto.Cli.Vectors;

/// <summary>The functions of every cipher suite.</summary>
internal sealed class CryptoBasicsFamily : VectorFamily
{
    internal override string Name => "crypto-basics";

    internal override bool Recognises(string fileName, JsonElement root) =>
        IsArrayOf(root, "cipher_suite", "ref_hash", "expand_with_label");

    internal override IEnumerable<VectorResult> Run(JsonElement root) =>
        root.EnumerateArray().Select((vector, index) => Check($"case {index}", () => Replay(vector)));

    private static void Replay(JsonElement vector)
    {
        Suite suite = Suite.Of(new CipherSuite((ushort)vector.Number("cipher_suite")));
        RefHash(suite, vector.GetProperty("ref_hash"));
        ExpandWithLabel(suite, vector.GetProperty("expand_with_label"));
        DeriveSecret(suite, vector.GetProperty("derive_secret"));
        DeriveTreeSecret(suite, vector.GetProperty("derive_tree_secret"));
        SignWithLabel(suite, vector.GetProperty("sign_with_label"));
        EncryptWithLabel(suite, vector.GetProperty("encrypt_with_label"));
    }

    private static byte[] Label(JsonElement vector) => Encoding.UTF8.GetBytes(vector.Text("label"));

    private static void RefHash(Suite suite, JsonElement vector) =>
        Expect.Equal("ref_hash", vector.Bytes("out"), suite.RefHash(Label(vector), vector.Bytes("value")));

    private static void ExpandWithLabel(Suite suite, JsonElement vector)
    {
        byte[] expanded = new byte[vector.Number("length")];
        suite.ExpandWithLabel(vector.Bytes("secret"), Label(vector), vector.Bytes("context"), expanded);
        Expect.Equal("expand_with_label", vector.Bytes("out"), expanded);
    }

    private static void DeriveSecret(Suite suite, JsonElement vector)
    {
        byte[] derived = new byte[suite.HashLength];
        suite.DeriveSecret(vector.Bytes("secret"), Label(vector), derived);
        Expect.Equal("derive_secret", vector.Bytes("out"), derived);
    }

    private static void DeriveTreeSecret(Suite suite, JsonElement vector)
    {
        byte[] derived = new byte[vector.Number("length")];
        uint generation = vector.GetProperty("generation").GetUInt32();
        suite.DeriveTreeSecret(vector.Bytes("secret"), Label(vector), generation, derived);
        Expect.Equal("derive_tree_secret", vector.Bytes("out"), derived);
    }

    private static void SignWithLabel(Suite suite, JsonElement vector)
    {
        byte[] content = vector.Bytes("content");
        VerifyingKey verifying = suite.Signature.ParsePublicKey(vector.Bytes("pub"));
        bool published = suite.VerifyWithLabel(verifying, Label(vector), content, vector.Bytes("signature"));
        Expect.True("the published signature does not verify", published);

        using SigningKey signing = suite.Signature.Import(vector.Bytes("priv"));
        Expect.Equal("the public key of sign_with_label", vector.Bytes("pub"), signing.PublicKey.Span);
        byte[] signature = suite.SignWithLabel(signing, Label(vector), content);
        Expect.True(
            "our signature does not verify",
            suite.VerifyWithLabel(verifying, Label(vector), content, signature)
        );
        content[0] ^= 1;
        Expect.True("other content verifies", !suite.VerifyWithLabel(verifying, Label(vector), content, signature));
    }

    private static void EncryptWithLabel(Suite suite, JsonElement vector)
    {
        byte[] context = vector.Bytes("context");
        byte[] plaintext = vector.Bytes("plaintext");
        using KemPrivateKey key = suite.Kem.ImportPrivateKey(vector.Bytes("priv"));
        Expect.Equal("the public key of encrypt_with_label", vector.Bytes("pub"), key.PublicKey);
        HpkeSealed published = new(vector.Bytes("kem_output"), vector.Bytes("ciphertext"));
        Open(suite, vector, key, published);
        HpkeSealed ours = suite.EncryptWithLabel(
            vector.Bytes("pub"),
            Label(vector),
            context,
            plaintext,
            RandomNumberGenerator.Fill
        );
        Open(suite, vector, key, ours);
    }

    private static void Open(Suite suite, JsonElement vector, KemPrivateKey key, HpkeSealed encrypted)
    {
        using Secret opened = suite.DecryptWithLabel(
            key,
            Label(vector),
            vector.Bytes("context"),
            encrypted.KemOutput,
            encrypted.Ciphertext
        );
        Expect.Equal("encrypt_with_label", vector.Bytes("plaintext"), opened.Bytes);
    }
}
