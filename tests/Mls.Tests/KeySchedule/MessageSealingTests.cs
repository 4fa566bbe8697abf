using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;

namespace Sotto.Mls.Tests.KeySchedule;

/// <summary>Private messages as RFC 9420 section 6.3 has them, and every way in which they may be wrong.</summary>
public sealed class MessageSealingTests : IDisposable
{
    private static readonly LeafIndex Sender = new(2);
    private readonly MessageKeys _senders = NewKeys();
    private readonly MessageKeys _receivers = NewKeys();

    public void Dispose()
    {
        _senders.Dispose();
        _receivers.Dispose();
    }

    [Theory]
    [InlineData(ContentType.Application)]
    [InlineData(ContentType.Proposal)]
    [InlineData(ContentType.Commit)]
    public void What_is_sealed_opens_as_it_was(ContentType type)
    {
        AuthenticatedContent signed = Signed(type);
        (SenderData data, AuthenticatedContent opened) = Open(Seal(signed));
        Assert.Equal(new(Sender, 0, 0x07070707), data);
        Assert.Equal(TlsWriter.Encode(signed), TlsWriter.Encode(opened));
    }

    [Fact]
    public void Padding_hides_the_length_and_is_taken_off()
    {
        PrivateMessage padded = Seal(Signed(ContentType.Application), Padding.To(512, 1_024));
        Assert.Equal(512 + Fixed.Suite.Aead.TagLength, padded.Ciphertext.Length);
        (_, AuthenticatedContent opened) = Open(padded);
        Assert.Equal("hello"u8, opened.Content.Content.ApplicationData.Span);
    }

    [Fact]
    public void Padding_that_is_not_zero_is_refused_wherever_the_other_byte_is()
    {
        byte[] content = Plain(Signed(ContentType.Application));
        foreach (
            byte[] padding in (byte[][])
                [
                    [1],
                    [0, 0, 1],
                    [1, 0, 0],
                    [0, 255, 0],
                ]
        )
        {
            Assert.Equal(
                "padding_not_zero",
                RefusalToOpen(SealPlain([.. content, .. padding], ContentType.Application))
            );
        }

        Assert.NotNull(Open(SealPlain([.. content, 0, 0, 0], ContentType.Application)).Content);
    }

    [Fact]
    public void Content_that_is_cut_off_at_any_byte_is_refused()
    {
        byte[] content = Plain(Signed(ContentType.Application));
        for (int length = 0; length < content.Length; length++)
        {
            MessageKeys keys = NewKeys();
            PrivateMessage cut = SealPlain(content.AsSpan(0, length), ContentType.Application, keys);
            keys.Dispose();
            Assert.Equal("truncated", RefusalToOpen(cut));
        }
    }

    [Fact]
    public void A_ciphertext_that_was_changed_or_cut_is_refused_at_any_byte()
    {
        PrivateMessage message = Seal(Signed(ContentType.Application));
        SenderData data = SenderData.Open(Fixed.Suite, _receivers.SenderDataKey, message);
        byte[] ciphertext = message.Ciphertext.ToArray();
        for (int i = 0; i < ciphertext.Length; i++)
        {
            byte[] changed = [.. ciphertext];
            changed[i] ^= 1;
            Assert.Equal("private_message_open", RefusalToOpen(With(message, changed), data));
            Assert.Equal("private_message_open", RefusalToOpen(With(message, ciphertext[..i]), data));
        }

        Assert.Equal("private_message_open", RefusalToOpen(With(message, [.. ciphertext, 0]), data));
    }

    [Fact]
    public void The_sample_of_the_ciphertext_binds_the_sender_data_to_the_message()
    {
        PrivateMessage message = Seal(Signed(ContentType.Application));
        byte[] changed = message.Ciphertext.ToArray();
        changed[0] ^= 1;
        Assert.Equal("sender_data", RefusalToOpen(With(message, changed)));
        Assert.Equal("sender_data", RefusalToOpen(With(message, [])));
    }

    [Fact]
    public void Another_group_epoch_or_authenticated_data_than_was_sealed_is_refused()
    {
        PrivateMessage message = Seal(Signed(ContentType.Application));
        SenderData data = SenderData.Open(Fixed.Suite, _receivers.SenderDataKey, message);
        FramedContent told = Signed(ContentType.Application).Content;
        FramedContent[] others =
        [
            told with
            {
                GroupId = "another"u8.ToArray(),
            },
            told with
            {
                Epoch = new(4),
            },
            told with
            {
                AuthenticatedData = "another"u8.ToArray(),
            },
            told with
            {
                AuthenticatedData = ReadOnlyMemory<byte>.Empty,
            },
        ];
        foreach (FramedContent other in others)
        {
            PrivateMessage moved = new(other, message.EncryptedSenderData.ToArray(), message.Ciphertext.ToArray());
            Assert.Equal("private_message_open", RefusalToOpen(moved, data));
        }

        Assert.Equal(
            "sender_data",
            RefusalToOpen(new(others[0], message.EncryptedSenderData.ToArray(), message.Ciphertext.ToArray()))
        );
        Assert.Equal(
            "sender_data",
            RefusalToOpen(new(others[1], message.EncryptedSenderData.ToArray(), message.Ciphertext.ToArray()))
        );
    }

    [Theory]
    [InlineData(ContentType.Application, ContentType.Commit)]
    [InlineData(ContentType.Application, ContentType.Proposal)]
    [InlineData(ContentType.Commit, ContentType.Application)]
    [InlineData(ContentType.Proposal, ContentType.Commit)]
    public void A_message_of_one_kind_does_not_open_as_another(ContentType type, ContentType claimed)
    {
        PrivateMessage message = Seal(Signed(type));
        SenderData data = SenderData.Open(Fixed.Suite, _receivers.SenderDataKey, message);
        PrivateMessage renamed = new(
            Signed(claimed).Content,
            message.EncryptedSenderData.ToArray(),
            message.Ciphertext.ToArray()
        );
        Assert.Equal("private_message_open", RefusalToOpen(renamed, data));
        Assert.Equal("sender_data", RefusalToOpen(renamed));
    }

    [Fact]
    public void Application_data_is_sealed_with_the_application_ratchet_and_all_else_with_the_other()
    {
        Assert.Equal(RatchetKind.Application, MessageSealing.KindOf(ContentType.Application));
        Assert.Equal(RatchetKind.Handshake, MessageSealing.KindOf(ContentType.Proposal));
        Assert.Equal(RatchetKind.Handshake, MessageSealing.KindOf(ContentType.Commit));
        Seal(Signed(ContentType.Commit));
        Seal(Signed(ContentType.Proposal));
        Assert.Equal(2u, _senders.Tree.RatchetOf(new(Sender, RatchetKind.Handshake))!.Generation);
        Assert.Equal(0u, _senders.Tree.RatchetOf(new(Sender, RatchetKind.Application))!.Generation);
    }

    [Fact]
    public void The_generation_of_somebody_else_or_another_guard_does_not_open()
    {
        PrivateMessage message = Seal(Signed(ContentType.Application));
        SenderData data = SenderData.Open(Fixed.Suite, _receivers.SenderDataKey, message);
        Assert.Equal("private_message_open", RefusalToOpen(message, data with { Sender = new(1) }));
        Assert.Equal("private_message_open", RefusalToOpen(message, data with { Generation = 1 }));
        Assert.Equal("private_message_open", RefusalToOpen(message, data with { ReuseGuard = 0 }));
        Assert.Equal("sender_no_member", RefusalToOpen(message, data with { Sender = new(4) }));
        MessageSealing.Open(Fixed.Suite, message, data, _receivers, 1_000);
    }

    [Fact]
    public void Opening_uses_no_key_up_and_each_sealing_uses_one()
    {
        PrivateMessage first = Seal(Signed(ContentType.Application));
        PrivateMessage second = Seal(Signed(ContentType.Application));
        Assert.Equal(0u, Open(first).Data.Generation);
        Assert.Equal(1u, Open(second).Data.Generation);
        Assert.Equal(0u, Open(first).Data.Generation);
        Assert.Empty(_receivers.Tree.Ratchets);
        Assert.NotEqual(first.Ciphertext.ToArray(), second.Ciphertext.ToArray());
    }

    private static MessageKeys NewKeys() =>
        new(Fixed.Suite, Fixed.Secret(5), new(Fixed.Suite, 4, Fixed.Secret(6), new NotedChanges()));

    private static AuthenticatedContent Signed(ContentType type) =>
        new(
            WireFormat.PrivateMessage,
            new(
                "a group"u8.ToArray(),
                new(3),
                new Sender.Member(Sender),
                "seen"u8.ToArray(),
                type switch
                {
                    ContentType.Application => new("hello"u8.ToArray()),
                    ContentType.Proposal => new(new Proposal.Remove(new(1))),
                    _ => new FramedContent.Body(new Commit([], null)),
                }
            ),
            Fixed.Bytes(8, 64),
            type is ContentType.Commit ? Fixed.Bytes(9) : ReadOnlyMemory<byte>.Empty
        );

    private static byte[] Plain(AuthenticatedContent signed)
    {
        using TlsWriter writer = new();
        signed.Content.Content.Write(writer);
        signed.WriteAuthentication(writer);
        return writer.ToArray();
    }

    private static PrivateMessage With(PrivateMessage message, byte[] ciphertext) =>
        new(Signed(message.ContentType).Content, message.EncryptedSenderData.ToArray(), ciphertext);

    private static void Guard(Span<byte> bytes) => bytes.Fill(7);

    private PrivateMessage Seal(AuthenticatedContent signed, Padding? padding = null) =>
        MessageSealing.Seal(Fixed.Suite, signed, Sender, _senders, padding ?? Padding.None, new(Guard));

    /// <summary>Any plaintext under the sender's first key, as an attacking member may seal it.</summary>
    private static PrivateMessage SealPlain(ReadOnlySpan<byte> plain, ContentType type, MessageKeys? keys = null)
    {
        using MessageKeys own = NewKeys();
        byte[] key = new byte[Fixed.KeyLength];
        byte[] nonce = new byte[Fixed.NonceLength];
        uint generation = (keys ?? own).Tree.TakeNext(new(Sender, MessageSealing.KindOf(type)), key, nonce);
        FramedContent content = Signed(type).Content;
        using TlsWriter aad = new();
        aad.Opaque(content.GroupId.Span).UInt64(3).UInt8((byte)type).Opaque(content.AuthenticatedData.Span);
        byte[] ciphertext = new byte[plain.Length + Fixed.Suite.Aead.TagLength];
        Fixed.Suite.Aead.Seal(key, nonce, aad.Written, plain, ciphertext);
        PrivateMessage message = new(content, new byte[SenderData.SealedLength(Fixed.Suite)], ciphertext);
        new SenderData(Sender, generation, 0).SealInto(message, Fixed.Suite, own.SenderDataKey);
        return message;
    }

    private (SenderData Data, AuthenticatedContent Content) Open(PrivateMessage message)
    {
        SenderData data = SenderData.Open(Fixed.Suite, _receivers.SenderDataKey, message);
        return (data, MessageSealing.Open(Fixed.Suite, message, data, _receivers, 1_000));
    }

    private string RefusalToOpen(PrivateMessage message) => Assert.Throws<MlsException>(() => Open(message)).Rule;

    private string RefusalToOpen(PrivateMessage message, SenderData data) =>
        Assert.Throws<MlsException>(() => MessageSealing.Open(Fixed.Suite, message, data, _receivers, 1_000)).Rule;
}
