namespace Sotto.Mls.Cryptography;

/// <summary>A signature algorithm with the forms that RFC 9420 section 5.1.1 gives its keys.</summary>
internal abstract class SignatureScheme
{
    /// <summary>EdDSA on Curve25519.</summary>
    internal static SignatureScheme Ed25519 { get; } = new Ed25519Scheme();

    /// <summary>EdDSA on Curve448, without context.</summary>
    internal static SignatureScheme Ed448 { get; } = new Ed448Scheme();

    /// <summary>ECDSA with SHA-256.</summary>
    internal static SignatureScheme P256 { get; } = new EcdsaScheme(NistCurve.P256, Kdf.Sha256);

    /// <summary>ECDSA with SHA-384.</summary>
    internal static SignatureScheme P384 { get; } = new EcdsaScheme(NistCurve.P384, Kdf.Sha384);

    /// <summary>ECDSA with SHA-512.</summary>
    internal static SignatureScheme P521 { get; } = new EcdsaScheme(NistCurve.P521, Kdf.Sha512);

    /// <summary>Of every public key of this scheme.</summary>
    internal abstract int PublicKeyLength { get; }

    /// <summary>Of every raw private key of this scheme.</summary>
    internal abstract int PrivateKeyLength { get; }

    /// <summary>A new key, determined by the random bytes. The caller disposes of it.</summary>
    internal SigningKey Generate(FillRandom random)
    {
        using Secret privateKey = new(PrivateKeyLength);
        do
        {
            random(privateKey.Buffer);
        } while (!MakeUsable(privateKey.Buffer));

        return Import(privateKey.Bytes);
    }

    /// <summary>
    /// A raw key: the seed of EdDSA, the scalar of ECDSA at the length of the field. The caller wipes what it passed in and
    /// disposes of the key. Throws <see cref="MlsException" /> (<c>signature_private_key</c>) when it is none.
    /// </summary>
    internal abstract SigningKey Import(ReadOnlySpan<byte> privateKey);

    /// <summary>
    /// A raw key; a point of ECDSA is uncompressed. Throws <see cref="MlsException" /> (<c>signature_public_key</c>) for
    /// wrong lengths and points that are not on the curve. For Ed25519 only the length is looked at here: no signature is
    /// good under bytes that are no point, or one of small order.
    /// </summary>
    internal abstract VerifyingKey ParsePublicKey(ReadOnlySpan<byte> publicKey);

    /// <summary>Whether random bytes, changed here where needed, are a private key; otherwise others are drawn.</summary>
    private protected virtual bool MakeUsable(Span<byte> privateKey) => true;
}
