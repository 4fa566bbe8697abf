using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sotto.Mls.Cryptography;

namespace Sotto.Mls.KeySchedule;

/// <summary>Who sent a private message and under which key (RFC 9420 section 6.3.2).</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SenderData(LeafIndex Sender, uint Generation, uint ReuseGuard)
{
    private const int Length = 12;

    internal static int SealedLength(Suite suite) => Length + suite.Aead.TagLength;

    /// <summary>Seals it into a message under a key made from a sample of the message's own ciphertext.</summary>
    internal void SealInto(PrivateMessage message, Suite suite, KeyedSecret senderDataSecret)
    {
        Span<byte> plain = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt32BigEndian(plain, Sender.Value);
        BinaryPrimitives.WriteUInt32BigEndian(plain[4..], Generation);
        BinaryPrimitives.WriteUInt32BigEndian(plain[8..], ReuseGuard);
        Span<byte> keys = stackalloc byte[suite.Aead.KeyLength + suite.Aead.NonceLength];
        DeriveKeys(suite, senderDataSecret, message.Ciphertext.Span, keys);
        suite.Aead.Seal(
            keys[..suite.Aead.KeyLength],
            keys[suite.Aead.KeyLength..],
            message.SenderDataAad,
            plain,
            message.SenderDataRoom
        );
        CryptographicOperations.ZeroMemory(keys);
    }

    /// <summary>Opens that of a message; throws <see cref="MlsException" />.</summary>
    internal static SenderData Open(Suite suite, KeyedSecret senderDataSecret, PrivateMessage message)
    {
        ReadOnlySpan<byte> encrypted = message.EncryptedSenderData.Span;
        if (encrypted.Length != SealedLength(suite))
        {
            throw new MlsException("sender_data");
        }

        Span<byte> plain = stackalloc byte[Length];
        Span<byte> keys = stackalloc byte[suite.Aead.KeyLength + suite.Aead.NonceLength];
        DeriveKeys(suite, senderDataSecret, message.Ciphertext.Span, keys);
        bool isOpened = suite.Aead.TryOpen(
            keys[..suite.Aead.KeyLength],
            keys[suite.Aead.KeyLength..],
            message.SenderDataAad,
            encrypted,
            plain
        );
        CryptographicOperations.ZeroMemory(keys);
        if (!isOpened)
        {
            throw new MlsException("sender_data");
        }

        TlsReader reader = new(plain);
        return new(LeafIndex.Read(ref reader), reader.UInt32(), reader.UInt32());
    }

    /// <summary>Key and nonce, one behind the other.</summary>
    internal static void DeriveKeys(
        Suite suite,
        KeyedSecret senderDataSecret,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> keys
    )
    {
        ReadOnlySpan<byte> sample = ciphertext[..Math.Min(suite.HashLength, ciphertext.Length)];
        senderDataSecret.ExpandWithLabel("key"u8, sample, keys[..suite.Aead.KeyLength]);
        senderDataSecret.ExpandWithLabel("nonce"u8, sample, keys[suite.Aead.KeyLength..]);
    }
}
