namespace Sotto.Mls;

/// <summary>An encrypted message (RFC 9420 section 6.3). Who sent it is encrypted too.</summary>
public sealed class PrivateMessage : MlsMessage
{
    private PrivateMessage(ref TlsReader reader)
    {
        GroupId = reader.Opaque();
        Epoch = Epoch.Read(ref reader);
        ContentType = FramedContent.ReadType(ref reader);
        AuthenticatedData = reader.Opaque();
        EncryptedSenderData = reader.Opaque();
        Ciphertext = reader.Opaque();
    }

    internal PrivateMessage(FramedContent content, byte[] encryptedSenderData, byte[] ciphertext)
    {
        GroupId = content.GroupId;
        Epoch = content.Epoch;
        ContentType = content.ContentType;
        AuthenticatedData = content.AuthenticatedData;
        EncryptedSenderData = encryptedSenderData;
        Ciphertext = ciphertext;
    }

    /// <summary>The group.</summary>
    public ReadOnlyMemory<byte> GroupId { get; }

    /// <summary>The epoch it was made in.</summary>
    public Epoch Epoch { get; }

    /// <summary>What it says it carries.</summary>
    public ContentType ContentType { get; }

    /// <summary>Data of the application that the encryption authenticates.</summary>
    public ReadOnlyMemory<byte> AuthenticatedData { get; }

    /// <summary>Sender and generation, sealed.</summary>
    public ReadOnlyMemory<byte> EncryptedSenderData { get; }

    /// <summary>The content, sealed.</summary>
    public ReadOnlyMemory<byte> Ciphertext { get; }

    private protected override WireFormat Format => WireFormat.PrivateMessage;

    private protected override void WriteBody(TlsWriter writer) =>
        writer
            .Opaque(GroupId.Span)
            .UInt64(Epoch.Value)
            .UInt8((byte)ContentType)
            .Opaque(AuthenticatedData.Span)
            .Opaque(EncryptedSenderData.Span)
            .Opaque(Ciphertext.Span);

    internal static PrivateMessage Read(ref TlsReader reader) => new(ref reader);
}
