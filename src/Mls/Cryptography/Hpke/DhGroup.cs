namespace Sotto.Mls.Cryptography;

/// <summary>A group for Diffie-Hellman and how DHKEM (RFC 9180 section 7.1) derives its private keys.</summary>
internal abstract class DhGroup
{
    /// <summary>The longest private key of all groups; for buffers on the stack.</summary>
    internal const int LongestPrivateKey = 66;

    /// <summary>The longest public key of all groups.</summary>
    internal const int LongestPublicKey = 133;

    internal static DhGroup P256 { get; } = new NistGroup(NistCurve.P256);

    internal static DhGroup P384 { get; } = new NistGroup(NistCurve.P384);

    internal static DhGroup P521 { get; } = new NistGroup(NistCurve.P521);

    internal static DhGroup X25519 { get; } = new X25519Group();

    internal static DhGroup X448 { get; } = new X448Group();

    internal abstract int PublicKeyLength { get; }

    internal abstract int PrivateKeyLength { get; }

    /// <summary>Ndh.</summary>
    internal abstract int AgreementLength { get; }

    /// <summary>A copy, which the caller disposes of; null for what is no private key.</summary>
    internal abstract Secret? ReadPrivateKey(ReadOnlySpan<byte> privateKey);

    internal abstract bool IsValidPublicKey(ReadOnlySpan<byte> publicKey);

    /// <summary>Section 7.1.3, from <c>dkp_prk</c> on. The caller wipes the key.</summary>
    internal abstract void DerivePrivateKey(LabeledKdf kdf, ReadOnlySpan<byte> dkpPrk, Span<byte> privateKey);

    /// <summary>The public half of a valid private key.</summary>
    internal abstract void ComputePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey);

    /// <summary>
    /// <c>DH(sk, pk)</c> of a valid private key; the caller wipes the result. Throws <see cref="MlsException" />:
    /// <c>hpke_public_key</c> when the other is no public key, <c>hpke_shared_secret_zero</c> when it lets the other side
    /// force the result (section 7.1.4).
    /// </summary>
    internal abstract void Agree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey, Span<byte> agreement);
}
