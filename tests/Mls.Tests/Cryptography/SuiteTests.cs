using System.Security.Cryptography;
using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Tests.Cryptography;

public sealed class SuiteTests
{
    public static TheoryData<ushort> Suites => [.. CipherSuite.All.Select(suite => suite.Value)];

    [Fact]
    public void Exactly_the_seven_registered_suites_are_supported()
    {
        Assert.Equal(Enumerable.Range(1, 7), CipherSuite.All.Select(suite => (int)suite.Value));
        Assert.All(CipherSuite.All, suite => Assert.True(suite.IsSupported));
        foreach (ushort number in new ushort[] { 0, 8, 0x0A0A, 0xF000, ushort.MaxValue })
        {
            CipherSuite unknown = new(number);
            Assert.False(unknown.IsSupported);
            Assert.False(Suite.TryFind(unknown, out _));
            Assert.Equal("cipher_suite_unsupported", Assert.Throws<MlsException>(() => Suite.Of(unknown)).Rule);
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_tag_verifies_only_whole(ushort number)
    {
        Suite suite = Suite.Of(new(number));
        byte[] key = new byte[suite.HashLength];
        byte[] tag = suite.Mac(key, [1, 2]);
        Assert.True(suite.VerifyMac(key, [1, 2], tag));
        Assert.False(suite.VerifyMac(key, [1, 3], tag));
        for (int length = 0; length < tag.Length; length++)
        {
            Assert.False(suite.VerifyMac(key, [1, 2], tag.AsSpan(0, length)));
        }

        Assert.False(suite.VerifyMac(key, [1, 2], [.. tag, 0]));
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Labels_and_contexts_of_any_length_are_written_as_the_rfc_says(ushort number)
    {
        Suite suite = Suite.Of(new(number));
        byte[] secret = RandomNumberGenerator.GetBytes(suite.HashLength);
        HashAlgorithmName hash = new($"SHA{suite.HashLength * 8}");
        foreach (int length in new[] { 0, 55, 56, 63, 64, 239, 240, 241, 16_383, 16_384, 70_000 })
        {
            byte[] context = RandomNumberGenerator.GetBytes(length);
            byte[] info = [0, 32, .. new TlsWriter().Opaque("MLS 1.0 test"u8).Opaque(context).Written];
            byte[] derived = new byte[32];
            suite.ExpandWithLabel(secret, "test"u8, context, derived);
            // One block of HKDF-Expand by its definition; the platform's refuses long input.
            byte[] block = CryptographicOperations.HmacData(hash, secret, (byte[])[.. info, 1]);
            Assert.Equal(block[..32], derived);
        }
    }

    [Fact]
    public void A_message_costs_no_memory_for_its_hashes()
    {
        Suite suite = Suite.Of(CipherSuite.X25519Aes128Sha256Ed25519);
        byte[] secret = new byte[32];
        byte[] derived = new byte[32];
        DeriveAll();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            DeriveAll();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void DeriveAll()
        {
            suite.ExpandWithLabel(secret, "key"u8, secret, derived);
            suite.DeriveSecret(secret, "secret"u8, derived);
            suite.DeriveTreeSecret(secret, "nonce"u8, 7, derived.AsSpan(0, 12));
            suite.Hash(secret, derived);
            suite.Mac(secret, secret, derived);
            suite.Extract(secret, secret, derived);
            suite.VerifyMac(secret, secret, derived);
        }
    }

    [Fact]
    public void A_destination_of_another_length_is_the_callers_mistake()
    {
        Suite suite = Suite.Of(CipherSuite.P384Aes256Sha384P384);
        byte[] secret = new byte[48];
        byte[] room = new byte[32];
        Assert.Throws<ArgumentException>(() => suite.Hash(secret, room));
        Assert.Throws<ArgumentException>(() => suite.Mac(secret, secret, room));
        Assert.Throws<ArgumentException>(() => suite.Extract(secret, secret, room));
        Assert.Throws<ArgumentException>(() => suite.DeriveSecret(secret, "x"u8, room));
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Label_content_and_key_are_bound_to_a_signature(ushort number)
    {
        Suite suite = Suite.Of(new(number));
        using SigningKey key = suite.Signature.Generate(RandomNumberGenerator.Fill);
        using SigningKey other = suite.Signature.Generate(RandomNumberGenerator.Fill);
        VerifyingKey verifying = suite.Signature.ParsePublicKey(key.PublicKey.Span);
        byte[] content = new byte[1000];
        byte[] signature = suite.SignWithLabel(key, "a"u8, content);
        Assert.InRange(signature.Length, 1, key.SignatureLength);
        Assert.True(suite.VerifyWithLabel(verifying, "a"u8, content, signature));
        Assert.False(suite.VerifyWithLabel(verifying, "b"u8, content, signature));
        Assert.False(suite.VerifyWithLabel(verifying, "a"u8, content.AsSpan(1), signature));
        VerifyingKey otherVerifying = suite.Signature.ParsePublicKey(other.PublicKey.Span);
        Assert.False(suite.VerifyWithLabel(otherVerifying, "a"u8, content, signature));
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Label_context_and_key_are_bound_to_an_encryption(ushort number)
    {
        Suite suite = Suite.Of(new(number));
        using KemPrivateKey key = suite.Kem.DeriveKeyPair(RandomNumberGenerator.GetBytes(66));
        using KemPrivateKey other = suite.Kem.DeriveKeyPair(RandomNumberGenerator.GetBytes(66));
        HpkeSealed box = suite.EncryptWithLabel(key.PublicKey, "a"u8, [1], [2, 3], RandomNumberGenerator.Fill);
        using (Secret opened = suite.DecryptWithLabel(key, "a"u8, [1], box.KemOutput, box.Ciphertext))
        {
            Assert.Equal([2, 3], opened.Bytes.ToArray());
        }

        Assert.Equal(
            "hpke_open",
            Refused(() => suite.DecryptWithLabel(key, "b"u8, [1], box.KemOutput, box.Ciphertext))
        );
        Assert.Equal("hpke_open", Refused(() => suite.DecryptWithLabel(key, "a"u8, [], box.KemOutput, box.Ciphertext)));
        Assert.Equal(
            "hpke_open",
            Refused(() => suite.DecryptWithLabel(other, "a"u8, [1], box.KemOutput, box.Ciphertext))
        );
        Assert.Equal("hpke_open", Refused(() => suite.DecryptWithLabel(key, "a"u8, [1], box.KemOutput, [1, 2])));
        Assert.Equal("hpke_public_key", Refused(() => suite.DecryptWithLabel(key, "a"u8, [1], [], box.Ciphertext)));
    }

    private static string Refused(Action attempt) => Assert.Throws<MlsException>(attempt).Rule;
}
