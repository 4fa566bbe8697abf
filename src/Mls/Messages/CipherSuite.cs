using Sotto.Mls.Cryptography;

namespace Sotto.Mls;

/// <summary>A cipher suite's registered number (RFC 9420 section 17.1).</summary>
/// <param name="Value">The number on the wire.</param>
public readonly record struct CipherSuite(ushort Value)
{
    /// <summary>MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519.</summary>
    public static CipherSuite X25519Aes128Sha256Ed25519 => new(1);

    /// <summary>MLS_128_DHKEMP256_AES128GCM_SHA256_P256.</summary>
    public static CipherSuite P256Aes128Sha256P256 => new(2);

    /// <summary>MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519.</summary>
    public static CipherSuite X25519ChaCha20Sha256Ed25519 => new(3);

    /// <summary>MLS_256_DHKEMX448_AES256GCM_SHA512_Ed448.</summary>
    public static CipherSuite X448Aes256Sha512Ed448 => new(4);

    /// <summary>MLS_256_DHKEMP521_AES256GCM_SHA512_P521.</summary>
    public static CipherSuite P521Aes256Sha512P521 => new(5);

    /// <summary>MLS_256_DHKEMX448_CHACHA20POLY1305_SHA512_Ed448.</summary>
    public static CipherSuite X448ChaCha20Sha512Ed448 => new(6);

    /// <summary>MLS_256_DHKEMP384_AES256GCM_SHA384_P384.</summary>
    public static CipherSuite P384Aes256Sha384P384 => new(7);

    /// <summary>Those that this library supports, by number.</summary>
    public static IReadOnlyList<CipherSuite> All { get; } =
        Enumerable.Range(1, 7).Select(number => new CipherSuite((ushort)number)).ToArray().AsReadOnly();

    /// <summary>Whether this library can use it.</summary>
    public bool IsSupported => Suite.TryFind(this, out _);

    internal static CipherSuite Read(ref TlsReader reader) => new(reader.UInt16());
}
