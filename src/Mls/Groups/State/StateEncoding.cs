namespace Sotto.Mls.Groups.State;

/// <summary>
/// The stored form of parts: a head, then a vector of parts, each with its name and, unless it is gone, its content. The
/// vector's length shows when some are cut off. The content of a part may grow at its end; a reader of today passes over
/// what it does not know.
/// </summary>
internal static class StateEncoding
{
    private const ushort FormatVersion = 1;
    private const byte FirstOptionalKind = 128;

    private static ReadOnlySpan<byte> Magic => "SMLS"u8;

    internal static void WriteHead(TlsWriter writer, bool isWhole, ulong version) =>
        writer.Raw(Magic).UInt16(FormatVersion).UInt8(isWhole ? (byte)1 : (byte)2).UInt64(version);

    internal static void WriteName(TlsWriter writer, PartName name) =>
        writer.UInt8((byte)name.Kind).UInt64(name.Epoch).UInt64(name.Place);

    /// <summary>
    /// Reads a whole state and the changes after it into parts; throws <see cref="MlsException" /> when one is damaged,
    /// newer than this library, or missing. The parts hold secrets: their reader wipes them.
    /// </summary>
    internal static StoredParts Read(ReadOnlySpan<byte> whole, IEnumerable<ReadOnlyMemory<byte>> changes)
    {
        StoredParts parts = new() { Parts = [] };
        try
        {
            parts.Version = ReadInto(parts, whole, isWhole: true);
            foreach (ReadOnlyMemory<byte> change in changes)
            {
                ulong version = ReadInto(parts, change.Span, isWhole: false);
                MlsException.Require(version == parts.Version + 1, "state_changes_missing");
                parts.Version = version;
            }

            return parts;
        }
        catch
        {
            parts.Dispose();
            throw;
        }
    }

    private static ulong ReadInto(StoredParts into, ReadOnlySpan<byte> bytes, bool isWhole)
    {
        TlsReader reader = new(bytes);
        foreach (byte expected in Magic)
        {
            MlsException.Require(reader.UInt8() == expected, "state_format");
        }

        MlsException.Require(reader.UInt16() == FormatVersion, "state_version");
        MlsException.Require(reader.UInt8() == (isWhole ? 1 : 2), "state_kind");
        ulong version = reader.UInt64();
        TlsReader content = new(reader.OpaqueSpan());
        reader.End();
        while (!content.IsAtEnd)
        {
            PartName name = new((PartKind)content.UInt8(), content.UInt64(), content.UInt64());
            bool isKnown = Enum.IsDefined(name.Kind);
            MlsException.Require(isKnown || (byte)name.Kind >= FirstOptionalKind, "state_part_unknown");
            MlsException.Require(name.IsCanonical, "state_part_damaged");
            into.Replace(name, content.Presence() ? content.Opaque() : null);
        }

        return version;
    }
}
