namespace Sotto.Mls.Cryptography;

/// <summary>
/// A key encapsulation mechanism (RFC 9180 section 4). Its sizes are data, so that users of one KEM are users of all.
/// </summary>
internal abstract class Kem
{
    /// <summary>DHKEM(P-256, HKDF-SHA256).</summary>
    internal static Kem P256 { get; } = new DhKem(0x0010, DhGroup.P256, Kdf.Sha256);

    /// <summary>DHKEM(P-384, HKDF-SHA384).</summary>
    internal static Kem P384 { get; } = new DhKem(0x0011, DhGroup.P384, Kdf.Sha384);

    /// <summary>DHKEM(P-521, HKDF-SHA512).</summary>
    internal static Kem P521 { get; } = new DhKem(0x0012, DhGroup.P521, Kdf.Sha512);

    /// <summary>DHKEM(X25519, HKDF-SHA256).</summary>
    internal static Kem X25519 { get; } = new DhKem(0x0020, DhGroup.X25519, Kdf.Sha256);

    /// <summary>DHKEM(X448, HKDF-SHA512).</summary>
    internal static Kem X448 { get; } = new DhKem(0x0021, DhGroup.X448, Kdf.Sha512);

    /// <summary>The number in RFC 9180 section 7.1.</summary>
    internal abstract ushort Id { get; }

    /// <summary>Npk.</summary>
    internal abstract int PublicKeyLength { get; }

    /// <summary>Nsk.</summary>
    internal abstract int PrivateKeyLength { get; }

    /// <summary>Nenc.</summary>
    internal abstract int EncapsulationLength { get; }

    /// <summary>Nsecret.</summary>
    internal abstract int SharedSecretLength { get; }

    /// <summary>
    /// <c>DeriveKeyPair</c> (RFC 9180 section 7.1.3): the same key for the same input, which has at least
    /// <see cref="PrivateKeyLength" /> bytes of entropy and which the caller wipes.
    /// </summary>
    internal abstract KemPrivateKey DeriveKeyPair(ReadOnlySpan<byte> ikm);

    /// <summary>
    /// The key that <c>SerializePrivateKey</c> gave. Throws <see cref="MlsException" /> (<c>hpke_private_key</c>) when it
    /// is none. The caller wipes what it passed in.
    /// </summary>
    internal abstract KemPrivateKey ImportPrivateKey(ReadOnlySpan<byte> privateKey);

    /// <summary>The length, and for the P curves that the uncompressed point is on the curve.</summary>
    internal abstract bool IsValidPublicKey(ReadOnlySpan<byte> publicKey);

    /// <summary>
    /// <c>Encap</c>: fills both destinations, whose lengths are exact; the caller wipes the shared secret. Deterministic
    /// given the random bytes. Throws <see cref="MlsException" />: <c>hpke_public_key</c>,
    /// <c>hpke_shared_secret_zero</c>.
    /// </summary>
    internal abstract void Encapsulate(
        ReadOnlySpan<byte> publicKey,
        FillRandom random,
        Span<byte> encapsulation,
        Span<byte> sharedSecret
    );

    /// <summary>
    /// <c>Decap</c>: fills the shared secret, which the caller wipes. Throws <see cref="MlsException" />:
    /// <c>hpke_public_key</c>, <c>hpke_shared_secret_zero</c>.
    /// </summary>
    internal abstract void Decapsulate(KemPrivateKey key, ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret);
}
