using Curve448 = Org.BouncyCastle.Math.EC.Rfc7748.X448;

namespace Sotto.Mls.Cryptography;

/// <summary>X448 by BouncyCastle.</summary>
internal sealed class X448Group() : MontgomeryGroup(Curve448.PointSize)
{
    internal override void ComputePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey) =>
        Curve448.ScalarMultBase(privateKey, publicKey);

    private protected override bool TryMultiply(
        ReadOnlySpan<byte> scalar,
        ReadOnlySpan<byte> point,
        Span<byte> product
    ) => Curve448.CalculateAgreement(scalar, point, product);
}
