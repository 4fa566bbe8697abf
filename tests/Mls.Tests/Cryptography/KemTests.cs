using System.Security.Cryptography;
using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Tests.Cryptography;

public sealed class KemTests
{
    private static readonly Dictionary<string, Kem> Kems = new(StringComparer.Ordinal)
    {
        ["P-256"] = Kem.P256,
        ["P-384"] = Kem.P384,
        ["P-521"] = Kem.P521,
        ["X25519"] = Kem.X25519,
        ["X448"] = Kem.X448,
    };

    public static TheoryData<string> Names => [.. Kems.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Sizes_are_those_of_real_keys(string name)
    {
        Kem kem = Kems[name];
        using KemPrivateKey key = kem.DeriveKeyPair(new byte[kem.PrivateKeyLength]);
        Assert.Equal(kem.PrivateKeyLength, key.PrivateKey.Length);
        Assert.Equal(kem.PublicKeyLength, key.PublicKey.Length);
        Assert.True(kem.IsValidPublicKey(key.PublicKey));
        using KemPrivateKey imported = kem.ImportPrivateKey(key.PrivateKey.Bytes);
        Assert.Equal(key.PublicKey.ToArray(), imported.PublicKey.ToArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_randomness_gives_the_same_encapsulation(string name)
    {
        Kem kem = Kems[name];
        using KemPrivateKey key = kem.DeriveKeyPair(RandomNumberGenerator.GetBytes(66));
        byte[][] encapsulations = [new byte[kem.EncapsulationLength], new byte[kem.EncapsulationLength]];
        byte[][] shared = [new byte[kem.SharedSecretLength], new byte[kem.SharedSecretLength]];
        for (int i = 0; i < 2; i++)
        {
            kem.Encapsulate(key.PublicKey, bytes => bytes.Fill(9), encapsulations[i], shared[i]);
        }

        Assert.Equal(encapsulations[0], encapsulations[1]);
        Assert.Equal(shared[0], shared[1]);
        byte[] received = new byte[kem.SharedSecretLength];
        kem.Decapsulate(key, encapsulations[0], received);
        Assert.Equal(shared[0], received);
    }

    [Theory]
    [InlineData("X25519", 32)]
    [InlineData("X448", 56)]
    public void A_shared_secret_of_zeros_is_refused_on_both_sides(string name, int length)
    {
        Kem kem = Kems[name];
        using KemPrivateKey key = kem.DeriveKeyPair(new byte[length]);
        byte[] shared = new byte[kem.SharedSecretLength];
        foreach (byte lowOrder in new byte[] { 0, 1 })
        {
            byte[] point = new byte[length];
            point[0] = lowOrder;
            Assert.Equal(
                "hpke_shared_secret_zero",
                Refused(() => kem.Encapsulate(point, RandomNumberGenerator.Fill, new byte[length], shared))
            );
            Assert.Equal("hpke_shared_secret_zero", Refused(() => kem.Decapsulate(key, point, shared)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Public_keys_of_other_lengths_are_refused(string name)
    {
        Kem kem = Kems[name];
        using KemPrivateKey key = kem.DeriveKeyPair(new byte[66]);
        byte[] shared = new byte[kem.SharedSecretLength];
        foreach (byte[] wrong in new[] { [], key.PublicKey[1..].ToArray(), [.. key.PublicKey, 0] })
        {
            Assert.False(kem.IsValidPublicKey(wrong));
            Assert.Equal("hpke_public_key", Refused(() => kem.Decapsulate(key, wrong, shared)));
        }
    }

    [Theory]
    [InlineData("P-256")]
    [InlineData("P-384")]
    [InlineData("P-521")]
    public void Points_that_are_not_on_the_curve_or_not_uncompressed_are_refused(string name)
    {
        Kem kem = Kems[name];
        using KemPrivateKey key = kem.DeriveKeyPair(new byte[66]);
        byte[] valid = key.PublicKey.ToArray();
        byte[] offCurve = [.. valid[..^1], (byte)(valid[^1] ^ 1)];
        byte[] hybrid = [6, .. valid[1..]];
        byte[] infinity = new byte[valid.Length];
        byte[] zero = [4, .. infinity[1..]];
        byte[] tooLarge = [4, .. Enumerable.Repeat((byte)0xFF, valid.Length - 1)];
        byte[] compressed = [(byte)(2 | (valid[^1] & 1)), .. valid[1..(1 + (valid.Length / 2))]];
        foreach (byte[] bad in new[] { offCurve, hybrid, infinity, zero, tooLarge, compressed })
        {
            Assert.False(kem.IsValidPublicKey(bad));
            Assert.Equal("hpke_public_key", Refused(() => kem.Decapsulate(key, bad, new byte[kem.SharedSecretLength])));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Private_keys_that_are_none_are_refused(string name)
    {
        Kem kem = Kems[name];
        Assert.Equal("hpke_private_key", Refused(() => kem.ImportPrivateKey([])));
        Assert.Equal("hpke_private_key", Refused(() => kem.ImportPrivateKey(new byte[kem.PrivateKeyLength + 1])));
        if (name[0] == 'P')
        {
            byte[] tooLarge = [.. Enumerable.Repeat((byte)0xFF, kem.PrivateKeyLength)];
            Assert.Equal("hpke_private_key", Refused(() => kem.ImportPrivateKey(tooLarge)));
            Assert.Equal("hpke_private_key", Refused(() => kem.ImportPrivateKey(new byte[kem.PrivateKeyLength])));
        }
    }

    [Fact]
    public void A_wiped_key_opens_nothing_and_its_copy_still_does()
    {
        Suite suite = Suite.Of(CipherSuite.X25519Aes128Sha256Ed25519);
        KemPrivateKey key = suite.Kem.DeriveKeyPair(new byte[32]);
        using KemPrivateKey copy = key.Copy();
        HpkeSealed box = suite.EncryptWithLabel(key.PublicKey, "x"u8, [], [1], RandomNumberGenerator.Fill);
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() =>
            suite.DecryptWithLabel(key, "x"u8, [], box.KemOutput, box.Ciphertext)
        );
        using Secret opened = suite.DecryptWithLabel(copy, "x"u8, [], box.KemOutput, box.Ciphertext);
        Assert.Equal([1], opened.Bytes.ToArray());
    }

    [Fact]
    public void A_key_of_another_kem_is_the_callers_mistake()
    {
        Suite suite = Suite.Of(CipherSuite.X25519Aes128Sha256Ed25519);
        using KemPrivateKey other = Kem.X448.DeriveKeyPair(new byte[56]);
        Assert.Throws<ArgumentException>(() => suite.DecryptWithLabel(other, "x"u8, [], new byte[32], new byte[16]));
    }

    [Fact]
    public void The_export_only_form_exports_and_seals_nothing()
    {
        Hpke hpke = new(Kem.X25519, Kdf.Sha256, aead: null);
        using KemPrivateKey key = Kem.X25519.DeriveKeyPair(new byte[32]);
        using Secret sent = hpke.SendExport(
            key.PublicKey,
            [1],
            [2],
            40,
            RandomNumberGenerator.Fill,
            out byte[] kemOutput
        );
        using Secret received = hpke.ReceiveExport(key, kemOutput, [1], [2], 40);
        Assert.True(sent.FixedTimeEquals(received.Bytes));
        Assert.Throws<InvalidOperationException>(() =>
            hpke.Seal(key.PublicKey, [], [], [], RandomNumberGenerator.Fill)
        );
    }

    [Fact]
    public void A_pre_shared_key_without_its_id_is_the_callers_mistake()
    {
        Hpke hpke = new(Kem.X25519, Kdf.Sha256, Aead.Aes128Gcm);
        using KemPrivateKey key = Kem.X25519.DeriveKeyPair(new byte[32]);
        Assert.Throws<ArgumentException>(() =>
            hpke.SetUpSender(key.PublicKey, [], new byte[32], [], RandomNumberGenerator.Fill, out _)
        );
    }

    private static string Refused(Action attempt) => Assert.Throws<MlsException>(attempt).Rule;
}
