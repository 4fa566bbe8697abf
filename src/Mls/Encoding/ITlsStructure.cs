namespace Sotto.Mls;

/// <summary>Something that has exactly one encoding in the TLS presentation language (RFC 9420 section 2.1).</summary>
internal interface ITlsStructure
{
    /// <summary>Appends the encoding, without a length in front.</summary>
    void Write(TlsWriter writer);
}
