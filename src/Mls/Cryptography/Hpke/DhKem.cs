using System.Security.Cryptography;

namespace Sotto.Mls.Cryptography;

/// <summary>The KEM made of a Diffie-Hellman group and a KDF (RFC 9180 section 4.1).</summary>
internal sealed class DhKem : Kem
{
    private readonly DhGroup _group;
    private readonly LabeledKdf _kdf;

    internal DhKem(ushort id, DhGroup group, Kdf kdf)
    {
        Id = id;
        _group = group;
        _kdf = new(kdf, [.. "KEM"u8, (byte)(id >> 8), (byte)id]);
    }

    internal override ushort Id { get; }

    internal override int PublicKeyLength => _group.PublicKeyLength;

    internal override int PrivateKeyLength => _group.PrivateKeyLength;

    internal override int EncapsulationLength => _group.PublicKeyLength;

    internal override int SharedSecretLength => _kdf.HashLength;

    internal override KemPrivateKey DeriveKeyPair(ReadOnlySpan<byte> ikm)
    {
        Secret privateKey = new(PrivateKeyLength);
        byte[] publicKey = new byte[PublicKeyLength];
        Derive(ikm, privateKey.Buffer, publicKey);
        return new(this, privateKey, publicKey);
    }

    internal override KemPrivateKey ImportPrivateKey(ReadOnlySpan<byte> privateKey)
    {
        if (!_group.IsValidPrivateKey(privateKey))
        {
            throw new MlsException("hpke_private_key");
        }

        byte[] publicKey = new byte[PublicKeyLength];
        _group.ComputePublicKey(privateKey, publicKey);
        return new(this, Secret.CopyOf(privateKey), publicKey);
    }

    internal override bool IsValidPublicKey(ReadOnlySpan<byte> publicKey) => _group.IsValidPublicKey(publicKey);

    internal override void Encapsulate(
        ReadOnlySpan<byte> publicKey,
        FillRandom random,
        Span<byte> encapsulation,
        Span<byte> sharedSecret
    )
    {
        Span<byte> ikm = stackalloc byte[DhGroup.LongestPrivateKey];
        Span<byte> ephemeral = stackalloc byte[DhGroup.LongestPrivateKey];
        ikm = ikm[..PrivateKeyLength];
        ephemeral = ephemeral[..PrivateKeyLength];
        try
        {
            random(ikm);
            Derive(ikm, ephemeral, encapsulation);
            Share(ephemeral, publicKey, encapsulation, publicKey, sharedSecret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(ikm);
            CryptographicOperations.ZeroMemory(ephemeral);
        }
    }

    internal override void Decapsulate(KemPrivateKey key, ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret) =>
        Share(key.PrivateKey.Bytes, encapsulation, encapsulation, key.PublicKey, sharedSecret);

    private void Derive(ReadOnlySpan<byte> ikm, Span<byte> privateKey, Span<byte> publicKey)
    {
        Span<byte> prk = stackalloc byte[Kdf.LongestHash];
        prk = prk[.._kdf.HashLength];
        try
        {
            _kdf.Extract([], "dkp_prk"u8, ikm, prk);
            _group.DerivePrivateKey(_kdf, prk, privateKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(prk);
        }

        _group.ComputePublicKey(privateKey, publicKey);
    }

    /// <summary><c>ExtractAndExpand</c> of the Diffie-Hellman result, bound to both public keys.</summary>
    private void Share(
        ReadOnlySpan<byte> privateKey,
        ReadOnlySpan<byte> otherKey,
        ReadOnlySpan<byte> encapsulation,
        ReadOnlySpan<byte> recipient,
        Span<byte> sharedSecret
    )
    {
        Span<byte> agreement = stackalloc byte[DhGroup.LongestPrivateKey];
        Span<byte> prk = stackalloc byte[Kdf.LongestHash];
        agreement = agreement[.._group.AgreementLength];
        prk = prk[.._kdf.HashLength];
        try
        {
            _group.Agree(privateKey, otherKey, agreement);
            _kdf.Extract([], "eae_prk"u8, agreement, prk);
            Span<byte> context = stackalloc byte[2 * DhGroup.LongestPublicKey];
            encapsulation.CopyTo(context);
            recipient.CopyTo(context[encapsulation.Length..]);
            _kdf.Expand(prk, "shared_secret"u8, context[..(encapsulation.Length + recipient.Length)], sharedSecret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(agreement);
            CryptographicOperations.ZeroMemory(prk);
        }
    }
}
