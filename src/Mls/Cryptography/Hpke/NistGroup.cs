using System.Security.Cryptography;

namespace Sotto.Mls.Cryptography;

/// <summary>ECDH on a curve of the NIST by the platform, which checks that imported points are on the curve.</summary>
internal sealed class NistGroup(NistCurve curve) : DhGroup
{
    internal override int PublicKeyLength => curve.PointLength;

    internal override int PrivateKeyLength => curve.ScalarLength;

    internal override int AgreementLength => curve.ScalarLength;

    internal override bool IsValidPrivateKey(ReadOnlySpan<byte> privateKey) => curve.IsScalar(privateKey);

    internal override bool IsValidPublicKey(ReadOnlySpan<byte> publicKey)
    {
        using ECDiffieHellman? key = ImportPublicKey(publicKey);
        return key is not null;
    }

    internal override void DerivePrivateKey(LabeledKdf kdf, ReadOnlySpan<byte> dkpPrk, Span<byte> privateKey)
    {
        for (int counter = 0; counter <= byte.MaxValue; counter++)
        {
            kdf.Expand(dkpPrk, "candidate"u8, [(byte)counter], privateKey);
            privateKey[0] &= curve.TopMask;
            if (curve.IsScalar(privateKey))
            {
                return;
            }
        }

        throw new CryptographicException("No candidate is a key; the chance of that is negligible.");
    }

    internal override void ComputePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
    {
        using ECDiffieHellman key = ImportPrivateKey(privateKey);
        NistCurve.WritePoint(key.ExportParameters(includePrivateParameters: false).Q, publicKey);
    }

    internal override void Agree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey, Span<byte> agreement)
    {
        using ECDiffieHellman other = ImportPublicKey(publicKey) ?? throw new MlsException("hpke_public_key");
        using ECDiffieHellman own = ImportPrivateKey(privateKey);
        using ECDiffieHellmanPublicKey point = other.PublicKey;
        byte[] raw = own.DeriveRawSecretAgreement(point);
        raw.CopyTo(agreement);
        CryptographicOperations.ZeroMemory(raw);
    }

    private ECDiffieHellman ImportPrivateKey(ReadOnlySpan<byte> privateKey)
    {
        ECParameters parameters = curve.PrivateParameters(privateKey);
        try
        {
            return ECDiffieHellman.Create(parameters);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
        }
    }

    private ECDiffieHellman? ImportPublicKey(ReadOnlySpan<byte> publicKey)
    {
        try
        {
            return curve.PublicParameters(publicKey) is { } parameters ? ECDiffieHellman.Create(parameters) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
