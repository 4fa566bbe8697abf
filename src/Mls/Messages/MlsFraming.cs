namespace Sotto.Mls;

/// <summary>Reads the outer framing of messages, all that a server without keys can know of them.</summary>
public static class MlsFraming
{
    internal const ushort Mls10 = 1;

    /// <summary>
    /// Reads exactly one <c>MLSMessage</c>, every byte of it and every structure in it that is not encrypted. The
    /// input is untrusted; malformed input throws <see cref="MlsException" /> and nothing else. The result holds copies.
    /// </summary>
    public static MlsMessage Parse(ReadOnlySpan<byte> message)
    {
        TlsReader reader = new(message);
        ReadVersion(ref reader);
        MlsMessage parsed = (WireFormat)reader.UInt16() switch
        {
            WireFormat.PublicMessage => PublicMessage.Read(ref reader),
            WireFormat.PrivateMessage => PrivateMessage.Read(ref reader),
            WireFormat.Welcome => Welcome.Read(ref reader),
            WireFormat.GroupInfo => GroupInfo.Read(ref reader),
            WireFormat.KeyPackage => KeyPackage.Read(ref reader),
            _ => throw new MlsException("wire_format"),
        };
        reader.End();
        return parsed;
    }

    internal static void ReadVersion(ref TlsReader reader)
    {
        if (reader.UInt16() != Mls10)
        {
            throw new MlsException("protocol_version");
        }
    }
}
