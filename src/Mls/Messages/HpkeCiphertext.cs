namespace Sotto.Mls;

/// <summary>Something encrypted to one public key (RFC 9420 section 7.6).</summary>
public sealed class HpkeCiphertext : ITlsStructure
{
    private HpkeCiphertext(ref TlsReader reader)
        : this(reader.Opaque(), reader.Opaque()) { }

    internal HpkeCiphertext(byte[] kemOutput, byte[] ciphertext)
    {
        KemOutput = kemOutput;
        Ciphertext = ciphertext;
    }

    /// <summary>The encapsulated key.</summary>
    public ReadOnlyMemory<byte> KemOutput { get; }

    /// <summary>The sealed content.</summary>
    public ReadOnlyMemory<byte> Ciphertext { get; }

    void ITlsStructure.Write(TlsWriter writer) => writer.Opaque(KemOutput.Span).Opaque(Ciphertext.Span);

    internal static HpkeCiphertext Read(ref TlsReader reader) => new(ref reader);
}
