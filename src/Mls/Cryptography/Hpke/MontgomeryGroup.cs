namespace Sotto.Mls.Cryptography;

/// <summary>X25519 and X448 (RFC 7748): any bytes of the right length are a key, and all three lengths are one.</summary>
internal abstract class MontgomeryGroup(int length) : DhGroup
{
    internal override int PublicKeyLength => length;

    internal override int PrivateKeyLength => length;

    internal override int AgreementLength => length;

    internal override Secret? ReadPrivateKey(ReadOnlySpan<byte> privateKey) =>
        privateKey.Length == length ? Secret.CopyOf(privateKey) : null;

    /// <summary>
    /// The right length and no point of small order: a secret encapsulated to such a one would be zero, which is refused,
    /// so that a leaf with it would stop everybody who encrypts to the group.
    /// </summary>
    internal override bool IsValidPublicKey(ReadOnlySpan<byte> publicKey) =>
        publicKey.Length == length && !IsOfSmallOrder(publicKey);

    /// <summary>Of the right length; a list of few values, which is cheaper than a multiplication.</summary>
    private protected abstract bool IsOfSmallOrder(ReadOnlySpan<byte> point);

    internal override void DerivePrivateKey(LabeledKdf kdf, ReadOnlySpan<byte> dkpPrk, Span<byte> privateKey) =>
        kdf.Expand(dkpPrk, "sk"u8, [], privateKey);

    internal override void Agree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey, Span<byte> agreement)
    {
        if (publicKey.Length != length)
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
