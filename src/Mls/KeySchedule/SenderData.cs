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

    /// <summary>Seals it under a key made from a sample of the message's own ciphertext.</summary>
    internal byte[] Seal(
        Suite suite,
        KeyedSecret senderDataSecret,
        FramedContent content,
        ReadOnlySpan<byte> ciphertext
    )
    {
        Span<byte> plain = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt32BigEndian(plain, Sender.Value);
        BinaryPrimitives.WriteUInt32BigEndian(plain[4..], Generation);
        BinaryPrimitives.WriteUInt32BigEndian(plain[8..], ReuseGuard);
        byte[] result = new byte[Length + suite.Aead.TagLength];
        using TlsWriter aad = Aad(content.GroupId, content.Epoch, content.ContentType);
        Span<byte> keys = stackalloc byte[suite.Aead.KeyLength + suite.Aead.NonceLength];
        DeriveKeys(suite, senderDataSecret, ciphertext, keys);
        suite.Aead.Seal(keys[..suite.Aead.KeyLength], keys[suite.Aead.KeyLength..], aad.Written, plain, result);
        CryptographicOperations.ZeroMemory(keys);
        return result;
    }

    /// <summary>Opens that of a message; throws <see cref="MlsException" />.</summary>
    internal static SenderData Open(Suite suite, KeyedSecret senderDataSecret, PrivateMessage message)
    {
        ReadOnlySpan<byte> encrypted = message.EncryptedSenderData.Span;
        if (encrypted.Length != Length + suite.Aead.TagLength)
        {
            throw new MlsException("sender_data");
        }

        Span<byte> plain = stackalloc byte[Length];
        using TlsWriter aad = Aad(message.GroupId, message.Epoch, message.ContentType);
        Span<byte> keys = stackalloc byte[suite.Aead.KeyLength + suite.Aead.NonceLength];
        DeriveKeys(suite, senderDataSecret, message.Ciphertext.Span, keys);
        bool isOpened = suite.Aead.TryOpen(
            keys[..suite.Aead.KeyLength],
            keys[suite.Aead.KeyLength..],
            aad.Written,
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

    private static TlsWriter Aad(ReadOnlyMemory<byte> groupId, Epoch epoch, ContentType type) =>
        new TlsWriter().Opaque(groupId.Span).UInt64(epoch.Value).UInt8((byte)type);
}
