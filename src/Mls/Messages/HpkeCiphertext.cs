namespace Sotto.Mls;

/// <summary>Something encrypted to one public key (RFC 9420 section 7.6).</summary>
public sealed class HpkeCiphertext
{
    private HpkeCiphertext(ref TlsReader reader)
    {
        KemOutput = reader.Opaque();
        Ciphertext = reader.Opaque();
    }

    /// <summary>The encapsulated key.</summary>
    public ReadOnlyMemory<byte> KemOutput { get; }

    /// <summary>The sealed content.</summary>
    public ReadOnlyMemory<byte> Ciphertext { get; }

    internal static HpkeCiphertext Read(ref TlsReader reader) => new(ref reader);
}
