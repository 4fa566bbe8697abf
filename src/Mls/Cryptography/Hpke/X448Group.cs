using Curve448 = Org.BouncyCastle.Math.EC.Rfc7748.X448;

namespace Sotto.Mls.Cryptography;

/// <summary>X448 by BouncyCastle.</summary>
internal sealed class X448Group() : MontgomeryGroup(Curve448.PointSize)
{
    // All encodings of points of order 1, 2 and 4: 0, 1, -1, and those not reduced modulo the prime.
    private static readonly byte[][] SmallOrder =
    [
        new byte[56],
        [1, .. new byte[55]],
        [0xFE, .. Ones(27), 0xFE, .. Ones(27)],
        [.. Ones(28), 0xFE, .. Ones(27)],
        [.. new byte[28], .. Ones(28)],
    ];

    private protected override bool IsOfSmallOrder(ReadOnlySpan<byte> point)
    {
        foreach (byte[] small in SmallOrder)
        {
            if (point.SequenceEqual(small))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] Ones(int count) => [.. Enumerable.Repeat((byte)0xFF, count)];

    internal override void ComputePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey) =>
        Curve448.ScalarMultBase(privateKey, publicKey);

    private protected override bool TryMultiply(
        ReadOnlySpan<byte> scalar,
        ReadOnlySpan<byte> point,
        Span<byte> product
    ) => Curve448.CalculateAgreement(scalar, point, product);
}
