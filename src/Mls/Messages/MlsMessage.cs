using System.Buffers.Binary;

namespace Sotto.Mls;

/// <summary>
/// Anything that travels between members (RFC 9420 section 6): <see cref="PublicMessage" />,
/// <see cref="PrivateMessage" />, <see cref="Welcome" />, <see cref="GroupInfo" /> or <see cref="KeyPackage" />.
/// Well formed, not believed: no signature, tag or reference has been verified.
/// </summary>
public abstract class MlsMessage : ITlsStructure
{
    /// <summary>Version and wire format.</summary>
    private protected const int HeadLength = 2 * sizeof(ushort);

    private protected MlsMessage() { }

    private protected abstract WireFormat Format { get; }

    /// <summary>Its encoding as <c>MLSMessage</c>, which <see cref="MlsFraming.Parse" /> reads. A message has only one.</summary>
    public virtual byte[] Encode()
    {
        using TlsWriter writer = new();
        byte[] encoding = writer.Zeros(HeadLength).Structure(this).ToArray();
        WriteHead(encoding, Format);
        return encoding;
    }

    void ITlsStructure.Write(TlsWriter writer) => WriteBody(writer);

    private protected abstract void WriteBody(TlsWriter writer);

    private protected static void WriteHead(Span<byte> encoding, WireFormat format)
    {
        BinaryPrimitives.WriteUInt16BigEndian(encoding, MlsFraming.Mls10);
        BinaryPrimitives.WriteUInt16BigEndian(encoding[sizeof(ushort)..], (ushort)format);
    }
}
