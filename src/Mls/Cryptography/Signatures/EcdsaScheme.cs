using System.Security.Cryptography;

namespace Sotto.Mls.Cryptography;

/// <summary>ECDSA by the platform, with signatures in DER (RFC 9420 section 5.1.1).</summary>
internal sealed class EcdsaScheme(NistCurve curve, Kdf hash) : SignatureScheme
{
    private const DSASignatureFormat Der = DSASignatureFormat.Rfc3279DerSequence;

    internal override int PublicKeyLength => curve.PointLength;

    internal override int PrivateKeyLength => curve.ScalarLength;

    internal override SigningKey Import(ReadOnlySpan<byte> privateKey)
    {
        Secret scalar = curve.ReadScalar(privateKey) ?? throw new MlsException("signature_private_key");
        ECParameters parameters = curve.PrivateParameters(scalar.Bytes);
        try
        {
            return new EcdsaSigningKey(hash, scalar, ECDsa.Create(parameters));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
        }
    }

    internal override VerifyingKey ParsePublicKey(ReadOnlySpan<byte> publicKey)
    {
        try
        {
            return curve.PublicParameters(publicKey) is { } parameters
                ? new EcdsaVerifyingKey(hash, publicKey, ECDsa.Create(parameters))
                : throw new MlsException("signature_public_key");
        }
        catch (CryptographicException)
        {
            throw new MlsException("signature_public_key");
        }
    }

    /// <summary>Rejection: reducing a number that is too large would prefer small keys.</summary>
    private protected override bool MakeUsable(Span<byte> privateKey)
    {
        privateKey[0] &= curve.TopMask;
        return curve.IsScalar(privateKey);
    }

    private sealed class EcdsaSigningKey : SigningKey
    {
        private readonly Kdf _hash;
        private readonly Secret _scalar;
        private readonly ECDsa _key; // locked by itself: the platform does not promise that threads may share it

        internal EcdsaSigningKey(Kdf hash, Secret scalar, ECDsa key)
        {
            _hash = hash;
            _scalar = scalar;
            _key = key;
            ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
            byte[] raw = new byte[1 + (2 * scalar.Length)];
            NistCurve.WritePoint(point, raw);
            PublicKey = raw;
        }

        internal override ReadOnlyMemory<byte> PublicKey { get; }

        internal override int SignatureLength => _key.GetMaxSignatureSize(Der);

        internal override byte[] Sign(ReadOnlySpan<byte> data)
        {
            Span<byte> digest = stackalloc byte[_hash.HashLength];
            _hash.Hash(data, digest);
            Span<byte> numbers = stackalloc byte[2 * _scalar.Length];
            lock (_key)
            {
                ObjectDisposedException.ThrowIf(_scalar.IsWiped, this);
                _key.SignHash(digest, numbers);
            }

            // The platform's own DER takes ten times the memory.
            return DerSignature.Encode(numbers);
        }

        internal override Secret ExportPrivateKey() => _scalar.Copy();

        public override void Dispose()
        {
            lock (_key)
            {
                _scalar.Dispose();
                _key.Dispose();
            }
        }
    }

    /// <summary>Public keys hold nothing to wipe, so their handle is left to its finaliser.</summary>
    private sealed class EcdsaVerifyingKey(Kdf hash, ReadOnlySpan<byte> raw, ECDsa key) : VerifyingKey(raw)
    {
        internal override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
        {
            if (!DerSignature.IsStrict(signature))
            {
                return false;
            }

            Span<byte> digest = stackalloc byte[hash.HashLength];
            hash.Hash(data, digest);
            lock (key) // the platform does not promise that threads may share it
            {
                return VerifyDigest(digest, signature);
            }
        }

        private bool VerifyDigest(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
        {
            try
            {
                return key.VerifyHash(digest, signature, Der);
            }
            catch (CryptographicException)
            {
                return false; // numbers that the platform cannot even read
            }
        }
    }
}
