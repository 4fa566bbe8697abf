using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Sotto.Mls.Cryptography;

namespace Sotto.Mls.KeySchedule;

/// <summary>Turns signed content into private messages and back (RFC 9420 section 6.3).</summary>
internal static class MessageSealing
{
    /// <summary>Seals signed content under the sender's next key, which is gone afterwards.</summary>
    internal static PrivateMessage Seal(
        Suite suite,
        AuthenticatedContent signed,
        LeafIndex sender,
        MessageKeys keys,
        Padding padding,
        ReuseGuards guards
    )
    {
        using TlsWriter plain = new(signed.Content.Content.ApplicationData.Length + 512);
        signed.Content.Content.Write(plain);
        signed.WriteAuthentication(plain);
        plain.Zeros(padding.LengthFor(plain.Length) - plain.Length);

        PrivateMessage message = new(
            signed.Content,
            SenderData.SealedLength(suite),
            plain.Length + suite.Aead.TagLength
        );
        Span<byte> key = stackalloc byte[suite.Aead.KeyLength];
        Span<byte> nonce = stackalloc byte[suite.Aead.NonceLength];
        uint guard = guards.Take();
        uint generation = keys.Tree.TakeNext(new(sender, KindOf(message.ContentType)), key, nonce);
        Guard(nonce, guard);
        suite.Aead.Seal(key, nonce, message.Aad, plain.Written, message.CiphertextRoom);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(nonce);

        new SenderData(sender, generation, guard).SealInto(message, suite, keys.SenderDataKey);
        return message;
    }

    /// <summary>
    /// Opens a message under the key that its sender data names, without using that key up: the signature has yet to be
    /// verified. Throws <see cref="MlsException" />.
    /// </summary>
    internal static AuthenticatedContent Open(
        Suite suite,
        PrivateMessage message,
        SenderData sender,
        MessageKeys keys,
        int mostAhead
    )
    {
        int length = message.Ciphertext.Length - suite.Aead.TagLength;
        if (length < 0)
        {
            throw new MlsException("private_message_open");
        }

        Span<byte> key = stackalloc byte[suite.Aead.KeyLength];
        Span<byte> nonce = stackalloc byte[suite.Aead.NonceLength];
        keys.Tree.Peek(new(sender.Sender, KindOf(message.ContentType)), sender.Generation, mostAhead, key, nonce);
        Guard(nonce, sender.ReuseGuard);
        byte[] plain = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            bool isOpened = suite.Aead.TryOpen(
                key,
                nonce,
                message.Aad,
                message.Ciphertext.Span,
                plain.AsSpan(0, length)
            );
            return isOpened
                ? Read(plain.AsSpan(0, length), message, sender.Sender)
                : throw new MlsException("private_message_open");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain.AsSpan(0, length));
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(nonce);
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    internal static RatchetKind KindOf(ContentType type) =>
        type is ContentType.Application ? RatchetKind.Application : RatchetKind.Handshake;

    private static AuthenticatedContent Read(ReadOnlySpan<byte> plain, PrivateMessage message, LeafIndex sender)
    {
        TlsReader reader = new(plain);
        FramedContent content = new(
            message.GroupId,
            message.Epoch,
            new Sender.Member(sender),
            message.AuthenticatedData,
            FramedContent.Body.Read(ref reader, message.ContentType)
        );
        AuthenticatedContent signed = AuthenticatedContent.ReadRest(ref reader, WireFormat.PrivateMessage, content);
        // Section 6.3.1: padding that is not zero could carry something that nobody sees.
        return reader.Rest.ContainsAnyExcept((byte)0) ? throw new MlsException("padding_not_zero") : signed;
    }

    private static void Guard(Span<byte> nonce, uint guard) =>
        BinaryPrimitives.WriteUInt32BigEndian(nonce, BinaryPrimitives.ReadUInt32BigEndian(nonce) ^ guard);
}
