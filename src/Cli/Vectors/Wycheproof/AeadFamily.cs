using System.Text.Json;
using Sotto.Mls.Cryptography;

namespace Sotto.Cli.Vectors;

/// <summary>AES-GCM and ChaCha20-Poly1305 in the sizes of the cipher suites.</summary>
internal sealed class AeadFamily : WycheproofFamily
{
    internal override string Name => "wycheproof aead";

    private protected override string Schema => "aead_test_schema";

    private protected override string? OutOfScope(string algorithm, JsonElement group) =>
        algorithm is not ("AES-GCM" or "CHACHA20-POLY1305") ? "no MLS cipher suite uses this algorithm"
        : Find(algorithm, group.Number("keySize")) is null ? "no MLS cipher suite has keys of this size"
        : algorithm == "AES-GCM" && group.Number("ivSize") != 8 * Aead.Nonce ? "MLS nonces have 96 bits"
        : null;

    private protected override void Replay(string algorithm, JsonElement group, JsonElement test)
    {
        Aead aead = Find(algorithm, group.Number("keySize"))!;
        byte[] key = test.Bytes("key");
        byte[] nonce = test.Bytes("iv");
        if (nonce.Length != aead.NonceLength)
        {
            RefuseNonce(aead, key, nonce, test);
            return;
        }

        byte[] plaintext = test.Bytes("msg");
        byte[] published = [.. test.Bytes("ct"), .. test.Bytes("tag")];
        byte[] opened = new byte[Math.Max(0, published.Length - aead.TagLength)];
        opened.AsSpan().Fill(0xA5);
        bool open = aead.TryOpen(key, nonce, test.Bytes("aad"), published, opened);
        if (IsInvalid(test))
        {
            Expect.True("opened an invalid ciphertext", !open);
            Expect.True("left bytes in the plaintext", !opened.AsSpan().ContainsAnyExcept((byte)0));
            return;
        }

        Expect.True("does not open", open);
        Expect.Equal("plaintext", plaintext, opened);
        byte[] sealedAgain = new byte[plaintext.Length + aead.TagLength];
        aead.Seal(key, nonce, test.Bytes("aad"), plaintext, sealedAgain);
        Expect.Equal("ciphertext", published, sealedAgain);
    }

    private static Aead? Find(string algorithm, int keyBits) =>
        (algorithm, keyBits) switch
        {
            ("AES-GCM", 128) => Aead.Aes128Gcm,
            ("AES-GCM", 256) => Aead.Aes256Gcm,
            ("CHACHA20-POLY1305", 256) => Aead.ChaCha20Poly1305,
            _ => null,
        };

    private static void RefuseNonce(Aead aead, byte[] key, byte[] nonce, JsonElement test)
    {
        byte[] plaintext = test.Bytes("msg");
        try
        {
            aead.Seal(key, nonce, [], plaintext, new byte[plaintext.Length + aead.TagLength]);
        }
        catch (ArgumentException) when (IsInvalid(test))
        {
            return;
        }

        throw new VectorMismatchException("sealed with a nonce of another length");
    }
}
