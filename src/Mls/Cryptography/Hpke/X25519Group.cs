using System.Runtime.InteropServices;

namespace Sotto.Mls.Cryptography;

/// <summary>
/// X25519 by libsodium, which comes with NSec. Its two functions are called directly: NSec would place every key and every
/// agreed secret in guarded pages of its own, and making those takes several times as long as the arithmetic.
/// </summary>
internal sealed class X25519Group : MontgomeryGroup
{
    private const int Length = 32;

    // All encodings of points of order 1, 2, 4 and 8: 0, 1, two of order 8, -1, and those not reduced modulo the prime.
    private static readonly byte[][] SmallOrder =
    [
        Convert.FromHexString("0000000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("0100000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("E0EB7A7C3B41B8AE1656E3FAF19FC46ADA098DEB9C32B1FD866205165F49B800"),
        Convert.FromHexString("5F9C95BCA3508C24B1D0B1559C83EF5B04445CC4581C8E86D8224EDDD09F1157"),
        Convert.FromHexString("ECFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F"),
        Convert.FromHexString("EDFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F"),
        Convert.FromHexString("EEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F"),
    ];

    internal X25519Group()
        : base(Length)
    {
        // Chooses the implementation for this processor; more than once is harmless.
        if (Sodium.Initialize() < 0)
        {
            throw new PlatformNotSupportedException("libsodium does not start.");
        }
    }

    private protected override bool IsOfSmallOrder(ReadOnlySpan<byte> point)
    {
        Span<byte> masked = stackalloc byte[Length];
        point.CopyTo(masked);
        masked[^1] &= 0x7F; // RFC 7748 section 5: the top bit does not count
        foreach (byte[] small in SmallOrder)
        {
            if (masked.SequenceEqual(small))
            {
                return true;
            }
        }

        return false;
    }

    internal override void ComputePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
    {
        RequireLength(privateKey, nameof(privateKey));
        RequireLength(publicKey, nameof(publicKey));
        _ = Sodium.ScalarMultBase(ref MemoryMarshal.GetReference(publicKey), in MemoryMarshal.GetReference(privateKey));
    }

    private protected override bool TryMultiply(ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> point, Span<byte> product)
    {
        RequireLength(scalar, nameof(scalar));
        RequireLength(point, nameof(point));
        RequireLength(product, nameof(product));
        return Sodium.ScalarMult(
                ref MemoryMarshal.GetReference(product),
                in MemoryMarshal.GetReference(scalar),
                in MemoryMarshal.GetReference(point)
            ) == 0;
    }

    /// <summary>Native code trusts lengths, so this is the last place to look at them.</summary>
    private static void RequireLength(ReadOnlySpan<byte> bytes, string parameter)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException("Not 32 bytes.", parameter);
        }
    }

    private static class Sodium
    {
        private const string Library = "libsodium";

        [DllImport(Library, EntryPoint = "sodium_init")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
        internal static extern int Initialize();

        [DllImport(Library, EntryPoint = "crypto_scalarmult_curve25519_base")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
        internal static extern int ScalarMultBase(ref byte product, in byte scalar);

        /// <summary>Anything but 0 when the product is zero.</summary>
        [DllImport(Library, EntryPoint = "crypto_scalarmult_curve25519")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
        internal static extern int ScalarMult(ref byte product, in byte scalar, in byte point);
    }
}
