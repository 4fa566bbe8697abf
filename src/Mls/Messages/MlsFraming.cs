namespace Sotto.Mls;

/// <summary>Reads the outer framing of messages, all that a server without keys can know of them.</summary>
public static class MlsFraming
{
    private const ushort Mls10 = 1;

    /// <summary>
    /// Reads exactly one <c>MLSMessage</c>, every byte of it and every structure in it that is not encrypted. The
    /// input is untrusted; malformed input throws <see cref="MlsException" /> and nothing else. The result holds copies.
    /// </summary>
    public static MlsMessage Parse(ReadOnlySpan<byte> message)
    {
        TlsReader reader = new(message);
        ReadVersion(ref reader);
        MlsMessage parsed = reader.UInt16() switch
        {
            1 => PublicMessage.Read(ref reader),
            2 => PrivateMessage.Read(ref reader),
            3 => Welcome.Read(ref reader),
            4 => GroupInfo.Read(ref reader),
            5 => KeyPackage.Read(ref reader),
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
