namespace Sotto.Mls;

/// <summary>What every member of a group must support (RFC 9420 section 11.1), as registered numbers.</summary>
public sealed class RequiredCapabilities : ITlsStructure
{
    private RequiredCapabilities(ref TlsReader reader)
    {
        Extensions = reader.UInt16Vector();
        Proposals = reader.UInt16Vector();
        Credentials = reader.UInt16Vector();
    }

    /// <summary>Copies the lists.</summary>
    public RequiredCapabilities(
        IEnumerable<ushort>? extensions = null,
        IEnumerable<ushort>? proposals = null,
        IEnumerable<ushort>? credentials = null
    )
    {
        Extensions = [.. extensions ?? []];
        Proposals = [.. proposals ?? []];
        Credentials = [.. credentials ?? []];
    }

    /// <summary>Extensions beyond those everybody supports.</summary>
    public IReadOnlyList<ushort> Extensions { get; }

    /// <summary>Proposals beyond those everybody supports.</summary>
    public IReadOnlyList<ushort> Proposals { get; }

    /// <summary>Credentials.</summary>
    public IReadOnlyList<ushort> Credentials { get; }

    /// <summary>As an extension of the group context.</summary>
    public Extension ToExtension() => new(Extension.RequiredCapabilities, TlsWriter.Encode(this));

    void ITlsStructure.Write(TlsWriter writer) =>
        writer.UInt16Vector(Extensions).UInt16Vector(Proposals).UInt16Vector(Credentials);

    /// <summary>Of a group context, or null when it requires nothing; throws <see cref="MlsException" />.</summary>
    internal static RequiredCapabilities? Of(IReadOnlyList<Extension> extensions)
    {
        if (Extension.Find(extensions, Extension.RequiredCapabilities) is not { } extension)
        {
            return null;
        }

        TlsReader reader = new(extension.Data.Span);
        RequiredCapabilities required = new(ref reader);
        reader.End();
        return required;
    }
}
