namespace Sotto.Mls;

/// <summary>An extension; its data is not interpreted here.</summary>
public sealed class Extension : ITlsStructure
{
    /// <summary><c>application_id</c>.</summary>
    public const ushort ApplicationId = 0x0001;

    /// <summary><c>ratchet_tree</c>.</summary>
    public const ushort RatchetTree = 0x0002;

    /// <summary><c>required_capabilities</c>.</summary>
    public const ushort RequiredCapabilities = 0x0003;

    /// <summary><c>external_pub</c>: lets anyone who has it join by themselves.</summary>
    public const ushort ExternalPub = 0x0004;

    /// <summary><c>external_senders</c>.</summary>
    public const ushort ExternalSenders = 0x0005;

    /// <summary><c>last_resort</c> (draft-ietf-mls-extensions): the key package may be used more than once.</summary>
    public const ushort LastResort = 0x000A;

    private const int MostOnLeaf = 16;
    private const int MostInList = 256;

    /// <summary>Copies the data. The type's registered number decides what it means.</summary>
    public Extension(ushort type, ReadOnlySpan<byte> data)
    {
        Type = type;
        Data = data.ToArray();
    }

    /// <summary>The registered number.</summary>
    public ushort Type { get; }

    /// <summary>The uninterpreted data.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    void ITlsStructure.Write(TlsWriter writer) => writer.UInt16(Type).Opaque(Data.Span);

    /// <summary>Those of RFC 9420, which every client supports without saying so (section 7.2).</summary>
    internal static bool IsDefault(ushort type) => type is >= ApplicationId and <= ExternalSenders;

    /// <summary>A list of extensions; one type twice is refused, since two readers could each believe another one.</summary>
    internal static IReadOnlyList<Extension> ReadList(ref TlsReader reader)
    {
        List<Extension> extensions = reader.Vector(ReadOne);
        if (extensions.Count > MostInList)
        {
            throw new MlsException("too_many_extensions");
        }

        return Distinct(extensions);
    }

    /// <summary>
    /// Those of a leaf: few, and paid for with the leaf. Whatever leaves are accepted one by one, a tree of them can be
    /// read again.
    /// </summary>
    internal static IReadOnlyList<Extension> ReadLeafList(ref TlsReader reader)
    {
        TlsReader inner = new(reader.OpaqueSpan());
        List<Extension> extensions = [];
        while (!inner.IsAtEnd)
        {
            extensions.Add(ReadOne(ref inner));
            if (extensions.Count > MostOnLeaf)
            {
                throw new MlsException("too_many_extensions");
            }
        }

        return Distinct(extensions);
    }

    private static List<Extension> Distinct(List<Extension> extensions) =>
        extensions.Count < 2 || extensions.DistinctBy(extension => extension.Type).Count() == extensions.Count
            ? extensions
            : throw new MlsException("duplicate_extension");

    private static Extension ReadOne(ref TlsReader reader) => new(reader.UInt16(), reader.OpaqueSpan());

    internal static Extension? Find(IReadOnlyList<Extension> extensions, ushort type) =>
        extensions.FirstOrDefault(extension => extension.Type == type);
}
