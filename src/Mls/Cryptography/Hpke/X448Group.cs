using Org.BouncyCastle.Math.EC.Rfc7748;

namespace Sotto.Mls.Cryptography;

/// <summary>X448 by BouncyCastle.</summary>
internal sealed class X448Group() : MontgomeryGroup(X448.PointSize)
{
    internal override void ComputePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey) =>
        X448.ScalarMultBase(privateKey, publicKey);

    private protected override bool TryMultiply(
        ReadOnlySpan<byte> scalar,
        ReadOnlySpan<byte> point,
        Span<byte> product
    ) => X448.CalculateAgreement(scalar, point, product);
}
