namespace Sotto.Mls;

/// <summary>A Welcome's secrets for one newcomer (RFC 9420 section 12.4.3.1).</summary>
public sealed class EncryptedGroupSecrets
{
    private EncryptedGroupSecrets(ref TlsReader reader)
    {
        NewMember = reader.Opaque();
        Secrets = HpkeCiphertext.Read(ref reader);
    }

    /// <summary>The <c>KeyPackageRef</c> of the newcomer's key package.</summary>
    public ReadOnlyMemory<byte> NewMember { get; }

    /// <summary>The sealed secrets.</summary>
    public HpkeCiphertext Secrets { get; }

    internal static EncryptedGroupSecrets Read(ref TlsReader reader) => new(ref reader);
}
