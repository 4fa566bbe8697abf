using System.Runtime.InteropServices;

namespace Sotto.Mls.Cryptography;

/// <summary>
/// X25519 by libsodium, which comes with NSec. Its two functions are called directly: NSec would place every key and every
/// agreed secret in guarded pages of its own, and making those takes several times as long as the arithmetic.
/// </summary>
internal sealed class X25519Group : MontgomeryGroup
{
    private const int Length = 32;

    internal X25519Group()
        : base(Length)
    {
        // Chooses the implementation for this processor; more than once is harmless.
        if (Sodium.Initialize() < 0)
        {
            throw new PlatformNotSupportedException("libsodium does not start.");
        }
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
