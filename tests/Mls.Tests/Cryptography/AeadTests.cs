using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Tests.Cryptography;

public sealed class AeadTests
{
    private static readonly byte[] Nonce = new byte[12];

    public static TheoryData<int> Aeads => [0, 1, 2];

    [Theory]
    [MemberData(nameof(Aeads))]
    public void A_failed_tag_leaves_a_plaintext_of_zeros(int index)
    {
        (Aead aead, byte[] key) = Of(index);
        byte[] ciphertext = new byte[100 + aead.TagLength];
        aead.Seal(key, Nonce, [1], Filled(100), ciphertext);
        byte[] plaintext = Filled(100);
        Assert.True(aead.TryOpen(key, Nonce, [1], ciphertext, plaintext));
        Assert.Equal(Filled(100), plaintext);

        foreach (int place in new[] { 0, 99, 100, 115 })
        {
            ciphertext[place] ^= 1;
            byte[] opened = Filled(100);
            Assert.False(aead.TryOpen(key, Nonce, [1], ciphertext, opened));
            Assert.Equal(new byte[100], opened);
            ciphertext[place] ^= 1;
        }

        byte[] withOtherAad = Filled(100);
        Assert.False(aead.TryOpen(key, Nonce, [2], ciphertext, withOtherAad));
        Assert.Equal(new byte[100], withOtherAad);
    }

    [Theory]
    [MemberData(nameof(Aeads))]
    public void What_is_shorter_than_a_tag_does_not_open(int index)
    {
        (Aead aead, byte[] key) = Of(index);
        for (int length = 0; length < aead.TagLength; length++)
        {
            byte[] plaintext = Filled(3);
            Assert.False(aead.TryOpen(key, Nonce, [], new byte[length], plaintext));
            Assert.Equal(new byte[3], plaintext);
        }
    }

    [Theory]
    [MemberData(nameof(Aeads))]
    public void Wrong_sizes_are_the_callers_mistake(int index)
    {
        (Aead aead, byte[] key) = Of(index);
        byte[] room = new byte[aead.TagLength];
        Assert.Throws<ArgumentException>(() => aead.Seal(key.AsSpan(1), Nonce, [], [], room));
        Assert.Throws<ArgumentException>(() => aead.Seal(key, Nonce.AsSpan(1), [], [], room));
        Assert.Throws<ArgumentException>(() => aead.Seal(key, Nonce, [], [1], room));
        Assert.Throws<ArgumentException>(() => aead.TryOpen(key, new byte[13], [], room, []));
        Assert.Throws<ArgumentException>(() => aead.TryOpen(key, Nonce, [], room, new byte[1]));
    }

    private static byte[] Filled(int length) => [.. Enumerable.Repeat((byte)0xA5, length)];

    private static (Aead Aead, byte[] Key) Of(int index)
    {
        Aead aead = new[] { Aead.Aes128Gcm, Aead.Aes256Gcm, Aead.ChaCha20Poly1305 }[index];
        return (aead, Filled(aead.KeyLength));
    }
}
