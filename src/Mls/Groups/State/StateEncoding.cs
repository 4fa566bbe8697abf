namespace Sotto.Mls.Groups.State;

/// <summary>
/// The stored form of parts: a head, then each part with its name and, unless it is gone, its content. The content of a
/// part may grow at its end; a reader of today passes over what it does not know.
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
        StoredParts parts = new()
        {
            Version = ReadInto([], whole, isWhole: true, out Dictionary<PartName, byte[]> read),
            Parts = read,
        };
        foreach (ReadOnlyMemory<byte> change in changes)
        {
            ulong version = ReadInto(parts.Parts, change.Span, isWhole: false, out _);
            if (version != parts.Version + 1)
            {
                throw new MlsException("state_changes_missing");
            }

            parts.Version = version;
        }

        return parts;
    }

    private static ulong ReadInto(
        Dictionary<PartName, byte[]> into,
        ReadOnlySpan<byte> bytes,
        bool isWhole,
        out Dictionary<PartName, byte[]> parts
    )
    {
        parts = into;
        TlsReader reader = new(bytes);
        foreach (byte expected in Magic)
        {
            Require(reader.UInt8() == expected, "state_format");
        }

        Require(reader.UInt16() == FormatVersion, "state_version");
        Require(reader.UInt8() == (isWhole ? 1 : 2), "state_kind");
        ulong version = reader.UInt64();
        while (!reader.IsAtEnd)
        {
            PartName name = new((PartKind)reader.UInt8(), reader.UInt64(), reader.UInt64());
            bool isKnown = Enum.IsDefined(name.Kind);
            Require(isKnown || (byte)name.Kind >= FirstOptionalKind, "state_part_unknown");
            Require(name.IsCanonical, "state_part_damaged");
            if (reader.Presence())
            {
                into[name] = reader.Opaque();
            }
            else
            {
                into.Remove(name);
            }
        }

        return version;
    }

    private static void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new MlsException(rule);
        }
    }
}
