namespace Sotto.Mls;

/// <summary>Somebody outside the group whose proposals members may commit (RFC 9420 section 12.1.8.1).</summary>
public sealed class ExternalSender : ITlsStructure
{
    private ExternalSender(ref TlsReader reader)
    {
        SignatureKey = reader.Opaque();
        Credential = Credential.Read(ref reader);
    }

    /// <summary>Copies the key, which is of the group's signature scheme.</summary>
    public ExternalSender(ReadOnlySpan<byte> signatureKey, Credential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        SignatureKey = signatureKey.ToArray();
        Credential = credential;
    }

    /// <summary>The public key that signs their proposals.</summary>
    public ReadOnlyMemory<byte> SignatureKey { get; }

    /// <summary>Who they claim to be.</summary>
    public Credential Credential { get; }

    /// <summary>As an extension of the group context; senders are named by their place in the list.</summary>
    public static Extension ToExtension(IReadOnlyList<ExternalSender> senders)
    {
        ArgumentNullException.ThrowIfNull(senders);
        using TlsWriter writer = new();
        return new(Extension.ExternalSenders, writer.Vector(senders).Written);
    }

    void ITlsStructure.Write(TlsWriter writer) => writer.Opaque(SignatureKey.Span).Structure(Credential);

    /// <summary>Of a group context, none when it has no such extension; throws <see cref="MlsException" />.</summary>
    internal static IReadOnlyList<ExternalSender> ListOf(IReadOnlyList<Extension> extensions)
    {
        if (Extension.Find(extensions, Extension.ExternalSenders) is not { } extension)
        {
            return [];
        }

        TlsReader reader = new(extension.Data.Span);
        List<ExternalSender> senders = reader.Vector(static (ref TlsReader inner) => new ExternalSender(ref inner));
        reader.End();
        return senders;
    }
}
