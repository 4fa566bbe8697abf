using System.Collections.Frozen;

namespace Sotto.Mls.Cryptography;

/// <summary>The cipher suites of RFC 9420 section 17.1. A new one is a row here.</summary>
internal static class SuiteRegistry
{
    internal static FrozenDictionary<CipherSuite, Suite> Suites { get; } =
        new Suite[]
        {
            new(CipherSuite.X25519Aes128Sha256Ed25519, Kem.X25519, Aead.Aes128Gcm, Kdf.Sha256, SignatureScheme.Ed25519),
            new(CipherSuite.P256Aes128Sha256P256, Kem.P256, Aead.Aes128Gcm, Kdf.Sha256, SignatureScheme.P256),
            new(
                CipherSuite.X25519ChaCha20Sha256Ed25519,
                Kem.X25519,
                Aead.ChaCha20Poly1305,
                Kdf.Sha256,
                SignatureScheme.Ed25519
            ),
            new(CipherSuite.X448Aes256Sha512Ed448, Kem.X448, Aead.Aes256Gcm, Kdf.Sha512, SignatureScheme.Ed448),
            new(CipherSuite.P521Aes256Sha512P521, Kem.P521, Aead.Aes256Gcm, Kdf.Sha512, SignatureScheme.P521),
            new(
                CipherSuite.X448ChaCha20Sha512Ed448,
                Kem.X448,
                Aead.ChaCha20Poly1305,
                Kdf.Sha512,
                SignatureScheme.Ed448
            ),
            new(CipherSuite.P384Aes256Sha384P384, Kem.P384, Aead.Aes256Gcm, Kdf.Sha384, SignatureScheme.P384),
        }.ToFrozenDictionary(suite => suite.Id);
}
