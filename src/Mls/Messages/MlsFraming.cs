namespace Sotto.Mls;

/// <summary>Reads the outer framing of messages, all that a server without keys can know of them.</summary>
public static class MlsFraming
{
    internal const ushort Mls10 = 1;

    /// <summary>
    /// Reads exactly one <c>MLSMessage</c> (RFC 9420 section 6), every byte of it and every structure in it that is not
    /// encrypted. The input is untrusted, of any length, and a megabyte of it takes at most eight of memory. The result
    /// holds copies, and is well formed: nothing in it has been verified.
    /// </summary>
    /// <exception cref="MlsException">The input is malformed; nothing else is thrown.</exception>
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
