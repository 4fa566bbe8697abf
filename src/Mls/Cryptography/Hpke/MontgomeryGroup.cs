namespace Sotto.Mls.Cryptography;

/// <summary>X25519 and X448 (RFC 7748): any bytes of the right length are a key, and all three lengths are one.</summary>
internal abstract class MontgomeryGroup(int length) : DhGroup
{
    internal override int PublicKeyLength => length;

    internal override int PrivateKeyLength => length;

    internal override int AgreementLength => length;

    internal override bool IsValidPrivateKey(ReadOnlySpan<byte> privateKey) => privateKey.Length == length;

    internal override bool IsValidPublicKey(ReadOnlySpan<byte> publicKey) => publicKey.Length == length;

    internal override void DerivePrivateKey(LabeledKdf kdf, ReadOnlySpan<byte> dkpPrk, Span<byte> privateKey) =>
        kdf.Expand(dkpPrk, "sk"u8, [], privateKey);

    internal override void Agree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey, Span<byte> agreement)
    {
        if (!IsValidPublicKey(publicKey))
        {
            throw new MlsException("hpke_public_key");
        }

        if (!TryMultiply(privateKey, publicKey, agreement))
        {
            throw new MlsException("hpke_shared_secret_zero");
        }
    }

    /// <summary>Whether the product is other than zero; keys and result have the right length.</summary>
    private protected abstract bool TryMultiply(
        ReadOnlySpan<byte> scalar,
        ReadOnlySpan<byte> point,
        Span<byte> product
    );
}
