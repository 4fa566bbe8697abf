namespace Sotto.Mls;

/// <summary>A Welcome's secrets for one newcomer (RFC 9420 section 12.4.3.1).</summary>
public sealed class EncryptedGroupSecrets : ITlsStructure
{
    private EncryptedGroupSecrets(ref TlsReader reader)
        : this(reader.Opaque(), HpkeCiphertext.Read(ref reader)) { }

    internal EncryptedGroupSecrets(byte[] newMember, HpkeCiphertext secrets)
    {
        NewMember = newMember;
        Secrets = secrets;
    }

    /// <summary>The <c>KeyPackageRef</c> of the newcomer's key package.</summary>
    public ReadOnlyMemory<byte> NewMember { get; }

    /// <summary>The sealed secrets.</summary>
    public HpkeCiphertext Secrets { get; }

    void ITlsStructure.Write(TlsWriter writer) => writer.Opaque(NewMember.Span).Structure(Secrets);

    internal static EncryptedGroupSecrets Read(ref TlsReader reader) => new(ref reader);
}
