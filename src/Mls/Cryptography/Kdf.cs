using System.Security.Cryptography;

namespace Sotto.Mls.Cryptography;

/// <summary>
/// A hash function with what is built on it: HMAC and HKDF (RFC 5869). Everything is the platform's, and nothing here
/// allocates. Destinations are exactly as long as stated, else <see cref="ArgumentException" />.
/// </summary>
internal sealed class Kdf
{
    private const int UsualInfo = 1024;
    private readonly HashAlgorithmName _hash;

    private Kdf(ushort id, HashAlgorithmName hash, int hashLength)
    {
        Id = id;
        _hash = hash;
        HashLength = hashLength;
    }

    internal static Kdf Sha256 { get; } = new(0x0001, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);

    internal static Kdf Sha384 { get; } = new(0x0002, HashAlgorithmName.SHA384, SHA384.HashSizeInBytes);

    internal static Kdf Sha512 { get; } = new(0x0003, HashAlgorithmName.SHA512, SHA512.HashSizeInBytes);

    /// <summary>The longest hash there is; for buffers on the stack.</summary>
    internal const int LongestHash = SHA512.HashSizeInBytes;

    /// <summary>The number in RFC 9180 section 7.2.</summary>
    internal ushort Id { get; }

    /// <summary>Nh.</summary>
    internal int HashLength { get; }

    /// <summary>Into <see cref="HashLength" /> bytes.</summary>
    internal void Hash(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        Require(destination.Length == HashLength, nameof(destination));
        CryptographicOperations.HashData(_hash, data, destination);
    }

    /// <summary>HMAC into <see cref="HashLength" /> bytes.</summary>
    internal void Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> destination)
    {
        Require(destination.Length == HashLength, nameof(destination));
        CryptographicOperations.HmacData(_hash, key, data, destination);
    }

    /// <summary>
    /// HKDF-Extract, which is one HMAC (RFC 5869 section 2.2), into <see cref="HashLength" /> bytes, which the caller wipes.
    /// </summary>
    /// <remarks>The platform's HKDF refuses input beyond some kilobytes, which a group's context may have.</remarks>
    internal void Extract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> ikm, Span<byte> prk)
    {
        Require(prk.Length == HashLength, nameof(prk));
        CryptographicOperations.HmacData(_hash, salt, ikm, prk);
    }

    /// <summary>
    /// HKDF-Expand into up to 255 hashes, which the caller wipes. The key has at least <see cref="HashLength" /> bytes.
    /// </summary>
    internal void Expand(ReadOnlySpan<byte> prk, ReadOnlySpan<byte> info, Span<byte> destination)
    {
        if (destination.Length > HashLength || info.Length <= UsualInfo)
        {
            HKDF.Expand(_hash, prk, destination, info);
            return;
        }

        using KeyedSecret key = SetUp(prk);
        key.Expand(info, destination);
    }

    /// <summary>Sets a key up for several uses; the caller disposes of it.</summary>
    internal KeyedSecret SetUp(ReadOnlySpan<byte> key) => new(_hash, HashLength, key);

    private static void Require(bool condition, string parameter)
    {
        if (!condition)
        {
            throw new ArgumentException("Not as long as the hash.", parameter);
        }
    }
}
