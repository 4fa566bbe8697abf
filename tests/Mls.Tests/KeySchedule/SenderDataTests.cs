using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;

namespace Sotto.Mls.Tests.KeySchedule;

/// <summary>Who sent a message is sealed apart from it (RFC 9420 section 6.3.2).</summary>
public sealed class SenderDataTests
{
    private static readonly FramedContent Content = new(
        "a group"u8.ToArray(),
        new(3),
        new Sender.Member(new(2)),
        ReadOnlyMemory<byte>.Empty,
        new("hello"u8.ToArray())
    );

    private static readonly byte[] Ciphertext = Fixed.Bytes(0x33, 100);

    [Fact]
    public void What_is_sealed_opens_as_it_was()
    {
        SenderData data = new(new(int.MaxValue), uint.MaxValue, 0x01020304);
        Assert.Equal(data, Open(Sealed(data), Ciphertext));
    }

    [Fact]
    public void It_has_one_length()
    {
        byte[] sealedData = Sealed(new(new(2), 7, 9));
        Assert.Equal(12 + Fixed.Suite.Aead.TagLength, sealedData.Length);
        for (int length = 0; length < sealedData.Length; length++)
        {
            byte[] cut = sealedData[..length];
            Assert.Equal("sender_data", Refusal(cut, Ciphertext));
        }

        Assert.Equal("sender_data", Refusal([.. sealedData, 0], Ciphertext));
    }

    [Fact]
    public void Longer_data_that_was_sealed_rightly_is_refused_too()
    {
        byte[] keys = new byte[Fixed.KeyLength + Fixed.NonceLength];
        using KeyedSecret secret = Fixed.Suite.SetUp(Fixed.Bytes(5));
        SenderData.DeriveKeys(Fixed.Suite, secret, Ciphertext, keys);
        using TlsWriter aad = new();
        aad.Opaque(Content.GroupId.Span).UInt64(3).UInt8(1);
        foreach (int length in (int[])[11, 12, 13])
        {
            byte[] sealedData = new byte[length + Fixed.Suite.Aead.TagLength];
            ReadOnlySpan<byte> key = keys.AsSpan(0, Fixed.KeyLength);
            Fixed.Suite.Aead.Seal(key, keys.AsSpan(Fixed.KeyLength), aad.Written, new byte[length], sealedData);
            if (length == 12)
            {
                Assert.Equal(default, Open(sealedData, Ciphertext));
            }
            else
            {
                Assert.Equal("sender_data", Refusal(sealedData, Ciphertext));
            }
        }
    }

    [Fact]
    public void A_changed_bit_is_refused_in_data_and_in_the_sample()
    {
        byte[] sealedData = Sealed(new(new(2), 7, 9));
        for (int i = 0; i < sealedData.Length; i++)
        {
            byte[] changed = [.. sealedData];
            changed[i] ^= 0x80;
            Assert.Equal("sender_data", Refusal(changed, Ciphertext));
        }

        byte[] sampled = [.. Ciphertext];
        sampled[31] ^= 1;
        Assert.Equal("sender_data", Refusal(sealedData, sampled));
        byte[] beyond = [.. Ciphertext];
        beyond[32] ^= 1;
        Assert.Equal(7u, Open(sealedData, beyond).Generation);
    }

    [Fact]
    public void A_ciphertext_shorter_than_the_sample_is_the_sample()
    {
        byte[] tiny = [1, 2, 3];
        SenderData data = new(new(2), 7, 9);
        byte[] sealedData = Sealed(data, tiny);
        Assert.Equal(data, Open(sealedData, tiny));
        Assert.Equal("sender_data", Refusal(sealedData, [1, 2, 4]));
    }

    [Fact]
    public void A_leaf_index_beyond_any_tree_is_refused()
    {
        Assert.Equal("leaf_index", Refusal(Sealed(new(new(0x8000_0000), 0, 0)), Ciphertext));
    }

    private static byte[] Sealed(SenderData data) => Sealed(data, Ciphertext);

    private static byte[] Sealed(SenderData data, byte[] ciphertext)
    {
        using KeyedSecret secret = Fixed.Suite.SetUp(Fixed.Bytes(5));
        PrivateMessage message = new(Content, new byte[SenderData.SealedLength(Fixed.Suite)], ciphertext);
        data.SealInto(message, Fixed.Suite, secret);
        return message.EncryptedSenderData.ToArray();
    }

    private static SenderData Open(byte[] sealedData, byte[] ciphertext)
    {
        using KeyedSecret secret = Fixed.Suite.SetUp(Fixed.Bytes(5));
        return SenderData.Open(Fixed.Suite, secret, new(Content, sealedData, ciphertext));
    }

    private static string Refusal(byte[] sealedData, byte[] ciphertext) =>
        Assert.Throws<MlsException>(() => Open(sealedData, ciphertext)).Rule;
}
