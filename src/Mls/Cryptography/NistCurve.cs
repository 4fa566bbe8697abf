using System.Security.Cryptography;

namespace Sotto.Mls.Cryptography;

/// <summary>
/// A curve of the NIST with what ECDH and ECDSA both need: the form of its keys. Points are uncompressed, scalars as long
/// as a coordinate.
/// </summary>
internal sealed class NistCurve
{
    private const byte Uncompressed = 4;
    private readonly ECCurve _curve;
    private readonly byte[] _order;

    private NistCurve(ECCurve curve, string order)
    {
        _curve = curve;
        _order = Convert.FromHexString(order);
        // What lies above the highest bit of the order, so that rejection needs few tries.
        TopMask = (byte)((1 << (8 - byte.LeadingZeroCount(_order[0]))) - 1);
    }

    internal static NistCurve P256 { get; } =
        new(ECCurve.NamedCurves.nistP256, "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

    internal static NistCurve P384 { get; } =
        new(
            ECCurve.NamedCurves.nistP384,
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973"
        );

    internal static NistCurve P521 { get; } =
        new(
            ECCurve.NamedCurves.nistP521,
            "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA"
                + "51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409"
        );

    internal int ScalarLength => _order.Length;

    internal int PointLength => 1 + (2 * _order.Length);

    /// <summary>The bits that the first byte of a scalar can have.</summary>
    internal byte TopMask { get; }

    /// <summary>From 1 to the order less 1. Takes the same time for every scalar of the right length.</summary>
    internal bool IsScalar(ReadOnlySpan<byte> scalar)
    {
        if (scalar.Length != _order.Length)
        {
            return false;
        }

        int borrow = 0;
        int any = 0;
        for (int i = scalar.Length - 1; i >= 0; i--)
        {
            borrow = ((scalar[i] - _order[i] + borrow) >> 8);
            any |= scalar[i];
        }

        return borrow != 0 & any != 0;
    }

    /// <summary>
    /// What the platform imports for a scalar from <see cref="IsScalar" />. The caller wipes <c>D</c>. The platform
    /// computes the point.
    /// </summary>
    internal ECParameters PrivateParameters(ReadOnlySpan<byte> scalar) =>
        new() { Curve = _curve, D = scalar.ToArray() };

    /// <summary>Null for what does not look like an uncompressed point; whether it is on the curve, the import tells.</summary>
    internal ECParameters? PublicParameters(ReadOnlySpan<byte> point) =>
        point.Length == PointLength && point[0] == Uncompressed
            ? new ECParameters
            {
                Curve = _curve,
                Q = new() { X = point.Slice(1, ScalarLength).ToArray(), Y = point[(1 + ScalarLength)..].ToArray() },
            }
            : null;

    /// <summary>Writes <see cref="PointLength" /> bytes.</summary>
    internal static void WritePoint(ECPoint point, Span<byte> destination)
    {
        destination[0] = Uncompressed;
        point.X.CopyTo(destination[1..]);
        point.Y.CopyTo(destination[(1 + point.X!.Length)..]);
    }
}
