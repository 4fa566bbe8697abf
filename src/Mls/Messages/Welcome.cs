namespace Sotto.Mls;

/// <summary>Lets newcomers in (RFC 9420 section 12.4.3.1).</summary>
public sealed class Welcome : MlsMessage
{
    private Welcome(ref TlsReader reader)
    {
        CipherSuite = CipherSuite.Read(ref reader);
        Secrets = reader.Vector(EncryptedGroupSecrets.Read);
        EncryptedGroupInfo = reader.Opaque();
    }

    internal Welcome(CipherSuite suite, IReadOnlyList<EncryptedGroupSecrets> secrets, byte[] encryptedGroupInfo)
    {
        CipherSuite = suite;
        Secrets = secrets;
        EncryptedGroupInfo = encryptedGroupInfo;
    }

    /// <summary>The group's cipher suite.</summary>
    public CipherSuite CipherSuite { get; }

    /// <summary>One entry per newcomer.</summary>
    public IReadOnlyList<EncryptedGroupSecrets> Secrets { get; }

    /// <summary>The <c>KeyPackageRef</c>s of the newcomers, in the order on the wire.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> NewMembers => Secrets.Select(secrets => secrets.NewMember);

    /// <summary>The group info, sealed.</summary>
    public ReadOnlyMemory<byte> EncryptedGroupInfo { get; }

    private protected override WireFormat Format => WireFormat.Welcome;

    private protected override void WriteBody(TlsWriter writer) =>
        writer.UInt16(CipherSuite.Value).Vector(Secrets).Opaque(EncryptedGroupInfo.Span);

    internal static Welcome Read(ref TlsReader reader) => new(ref reader);
}
