namespace Sotto.Mls;

/// <summary>An encrypted message (RFC 9420 section 6.3). Who sent it is encrypted too.</summary>
/// <remarks>It keeps its encoding and nothing else: every part is a piece of that.</remarks>
public sealed class PrivateMessage : MlsMessage
{
    private const int UsualHead = 256;
    private readonly byte[] _encoding;
    private readonly Range _groupId;
    private readonly int _typeEnd;
    private readonly Range _authenticatedData;
    private readonly Range _senderData;
    private readonly Range _ciphertext;

    /// <summary>With room for what is sealed into it, which is zero until then.</summary>
    internal PrivateMessage(FramedContent content, int senderDataLength, int ciphertextLength)
        : this(Begin(content, senderDataLength, ciphertextLength)) { }

    internal PrivateMessage(
        FramedContent content,
        ReadOnlySpan<byte> encryptedSenderData,
        ReadOnlySpan<byte> ciphertext
    )
        : this(content, encryptedSenderData.Length, ciphertext.Length)
    {
        encryptedSenderData.CopyTo(SenderDataRoom);
        ciphertext.CopyTo(CiphertextRoom);
    }

    private PrivateMessage(byte[] encoding)
    {
        _encoding = encoding;
        TlsReader reader = new(encoding.AsSpan(HeadLength));
        _groupId = Next(ref reader);
        Epoch = Epoch.Read(ref reader);
        ContentType = FramedContent.ReadType(ref reader);
        _typeEnd = encoding.Length - reader.Remaining;
        _authenticatedData = Next(ref reader);
        _senderData = Next(ref reader);
        _ciphertext = Next(ref reader);
    }

    /// <summary>Its encoding as <c>MLSMessage</c>, where it lies: the same bytes as those of <see cref="Encode" />.</summary>
    public ReadOnlyMemory<byte> Encoding => _encoding;

    /// <summary>The group.</summary>
    public ReadOnlyMemory<byte> GroupId => _encoding.AsMemory(_groupId);

    /// <summary>The epoch it was made in.</summary>
    public Epoch Epoch { get; }

    /// <summary>What it says it carries.</summary>
    public ContentType ContentType { get; }

    /// <summary>Data of the application that the encryption authenticates.</summary>
    public ReadOnlyMemory<byte> AuthenticatedData => _encoding.AsMemory(_authenticatedData);

    /// <summary>Sender and generation, sealed.</summary>
    public ReadOnlyMemory<byte> EncryptedSenderData => _encoding.AsMemory(_senderData);

    /// <summary>The content, sealed.</summary>
    public ReadOnlyMemory<byte> Ciphertext => _encoding.AsMemory(_ciphertext);

    /// <summary><c>PrivateContentAAD</c> (section 6.3.1), which is how the message begins.</summary>
    internal ReadOnlySpan<byte> Aad => _encoding.AsSpan(HeadLength.._authenticatedData.End.Value);

    /// <summary><c>SenderDataAAD</c> (section 6.3.2), the same without the application's data.</summary>
    internal ReadOnlySpan<byte> SenderDataAad => _encoding.AsSpan(HeadLength.._typeEnd);

    /// <summary>Where the sender data is sealed into.</summary>
    internal Span<byte> SenderDataRoom => _encoding.AsSpan(_senderData);

    /// <summary>Where the content is sealed into.</summary>
    internal Span<byte> CiphertextRoom => _encoding.AsSpan(_ciphertext);

    private protected override WireFormat Format => WireFormat.PrivateMessage;

    /// <inheritdoc />
    public override byte[] Encode() => [.. _encoding];

    private protected override void WriteBody(TlsWriter writer) => writer.Raw(_encoding.AsSpan(HeadLength));

    /// <summary>Looks at every part before it copies all of them at once.</summary>
    internal static PrivateMessage Read(ref TlsReader reader)
    {
        ReadOnlySpan<byte> body = reader.Rest;
        reader.OpaqueSpan();
        Epoch.Read(ref reader);
        FramedContent.ReadType(ref reader);
        reader.OpaqueSpan();
        reader.OpaqueSpan();
        reader.OpaqueSpan();
        body = body[..^reader.Remaining];
        byte[] encoding = new byte[HeadLength + body.Length];
        WriteHead(encoding, WireFormat.PrivateMessage);
        body.CopyTo(encoding.AsSpan(HeadLength));
        return new(encoding);
    }

    private static byte[] Begin(FramedContent content, int senderDataLength, int ciphertextLength)
    {
        using TlsWriter writer = new(content.AuthenticatedData.Length + ciphertextLength + UsualHead);
        writer.Zeros(HeadLength).Opaque(content.GroupId.Span).UInt64(content.Epoch.Value);
        writer.UInt8((byte)content.ContentType).Opaque(content.AuthenticatedData.Span);
        writer.EndVector(writer.Zeros(senderDataLength).Length - senderDataLength);
        writer.EndVector(writer.Zeros(ciphertextLength).Length - ciphertextLength);
        byte[] encoding = writer.ToArray();
        WriteHead(encoding, WireFormat.PrivateMessage);
        return encoding;
    }

    private Range Next(ref TlsReader reader)
    {
        int length = reader.OpaqueSpan().Length;
        int end = _encoding.Length - reader.Remaining;
        return (end - length)..end;
    }
}
