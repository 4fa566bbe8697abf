namespace Sotto.Mls;

/// <summary>An encrypted message (RFC 9420 section 6.3). Who sent it is encrypted too.</summary>
public sealed class PrivateMessage : MlsMessage
{
    private PrivateMessage(ref TlsReader reader)
    {
        GroupId = reader.Opaque();
        Epoch = Epoch.Read(ref reader);
        ContentType = ContentTypes.Read(ref reader);
        AuthenticatedData = reader.Opaque();
        EncryptedSenderData = reader.Opaque();
        Ciphertext = reader.Opaque();
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

    internal static PrivateMessage Read(ref TlsReader reader) => new(ref reader);
}
