using Curve448 = Org.BouncyCastle.Math.EC.Rfc8032.Ed448;

namespace Sotto.Mls.Cryptography;

/// <summary>Ed448 by BouncyCastle.</summary>
internal sealed class Ed448Scheme : SignatureScheme
{
    private static byte[] NoContext => [];

    internal override int PublicKeyLength => Curve448.PublicKeySize;

    internal override int PrivateKeyLength => Curve448.SecretKeySize;

    internal override SigningKey Import(ReadOnlySpan<byte> privateKey)
    {
        if (privateKey.Length != Curve448.SecretKeySize)
        {
            throw new MlsException("signature_private_key");
        }

        byte[] publicKey = new byte[Curve448.PublicKeySize];
        Curve448.GeneratePublicKey(privateKey, publicKey);
        return new Private(Secret.CopyOf(privateKey), publicKey);
    }

    internal override VerifyingKey ParsePublicKey(ReadOnlySpan<byte> publicKey) =>
        publicKey.Length == Curve448.PublicKeySize && Curve448.ValidatePublicKeyPartialExport(publicKey) is { } point
            ? new Public(publicKey, point)
            : throw new MlsException("signature_public_key");

    private sealed class Private(Secret seed, byte[] publicKey) : SigningKey
    {
        internal override ReadOnlyMemory<byte> PublicKey => publicKey;

        internal override int SignatureLength => Curve448.SignatureSize;

        internal override byte[] Sign(ReadOnlySpan<byte> data)
        {
            byte[] signature = new byte[Curve448.SignatureSize];
            Curve448.Sign(seed.Bytes, publicKey, NoContext, data, signature);
            return signature;
        }

        internal override Secret ExportPrivateKey() => seed.Copy();

        public override void Dispose() => seed.Dispose();
    }

    private sealed class Public(ReadOnlySpan<byte> raw, Curve448.PublicPoint point) : VerifyingKey(raw)
    {
        internal override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
            signature.Length == Curve448.SignatureSize && Curve448.Verify(signature, point, NoContext, data);
    }
}
