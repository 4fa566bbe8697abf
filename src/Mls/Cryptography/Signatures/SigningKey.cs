using System.Diagnostics;

namespace Sotto.Mls.Cryptography;

/// <summary>
/// A private signature key. Threads may share it. Whoever holds it disposes of it, which wipes it; nothing can be signed
/// afterwards.
/// </summary>
[DebuggerDisplay("[secret]")]
internal abstract class SigningKey : IDisposable
{
    /// <summary>The other half, in its raw form.</summary>
    internal abstract ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>The longest that a signature can be; only those of ECDSA are ever shorter.</summary>
    internal abstract int SignatureLength { get; }

    internal abstract byte[] Sign(ReadOnlySpan<byte> data);

    /// <summary>The raw private key for storage; the caller disposes of it.</summary>
    internal abstract Secret ExportPrivateKey();

    /// <inheritdoc />
    public abstract void Dispose();

    /// <summary>Silent.</summary>
    public sealed override string ToString() => "[secret]";
}
