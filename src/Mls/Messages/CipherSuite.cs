namespace Sotto.Mls;

/// <summary>A cipher suite's registered number (RFC 9420 section 17.1).</summary>
/// <param name="Value">The number on the wire.</param>
public readonly record struct CipherSuite(ushort Value)
{
    /// <summary>MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519.</summary>
    public static CipherSuite X25519Aes128Sha256Ed25519 => new(1);

    internal static CipherSuite Read(ref TlsReader reader) => new(reader.UInt16());
}
