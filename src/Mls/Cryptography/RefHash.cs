using System.Security.Cryptography;

namespace Sotto.Mls;

/// <summary>Names of objects by their hash (RFC 9420 section 5.2).</summary>
internal static class RefHash
{
    /// <summary>With SHA-256; the caller has made sure that the cipher suite's hash is that.</summary>
    internal static byte[] Sha256(ReadOnlySpan<byte> label, ReadOnlySpan<byte> value) =>
        SHA256.HashData(new TlsWriter().Opaque(label).Opaque(value).Written());
}
