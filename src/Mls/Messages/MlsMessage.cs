namespace Sotto.Mls;

/// <summary>
/// Anything that travels between members (RFC 9420 section 6): <see cref="PublicMessage" />,
/// <see cref="PrivateMessage" />, <see cref="Welcome" />, <see cref="GroupInfo" /> or <see cref="KeyPackage" />.
/// Well formed, not believed: no signature, tag or reference has been verified.
/// </summary>
public abstract class MlsMessage : ITlsStructure
{
    private protected MlsMessage() { }

    private protected abstract WireFormat Format { get; }

    /// <summary>Its encoding as <c>MLSMessage</c>, which <see cref="MlsFraming.Parse" /> reads. A message has only one.</summary>
    public byte[] Encode()
    {
        using TlsWriter writer = new();
        writer.UInt16(MlsFraming.Mls10).UInt16((ushort)Format).Structure(this);
        return writer.ToArray();
    }

    void ITlsStructure.Write(TlsWriter writer) => WriteBody(writer);

    private protected abstract void WriteBody(TlsWriter writer);
}
