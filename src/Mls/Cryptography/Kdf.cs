using System.Security.Cryptography;

namespace Sotto.Mls.Cryptography;

/// <summary>
/// A hash function with what is built on it: HMAC of the platform, and HKDF (RFC 5869). Nothing here allocates.
/// Destinations are exactly as long as stated, else <see cref="ArgumentException" />.
/// </summary>
internal sealed class Kdf
{
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

    /// <summary>HKDF-Extract into <see cref="HashLength" /> bytes, which the caller wipes.</summary>
    internal void Extract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> ikm, Span<byte> prk) => Mac(salt, ikm, prk);

    /// <summary>
    /// HKDF-Expand into up to 255 hashes, which the caller wipes. Written out over HMAC, because the platform's own refuses
    /// more than 32 KiB of info where OpenSSL does the work, and a GroupContext may be longer.
    /// </summary>
    internal void Expand(ReadOnlySpan<byte> prk, ReadOnlySpan<byte> info, Span<byte> destination)
    {
        if (destination.Length > byte.MaxValue * HashLength)
        {
            throw new ArgumentException("Longer than 255 hashes.", nameof(destination));
        }

        Span<byte> stack = stackalloc byte[WipedBuffer.StackSize];
        Span<byte> block = stackalloc byte[LongestHash];
        block = block[..HashLength];
        ReadOnlySpan<byte> previous = block[..0];
        for (byte counter = 1; !destination.IsEmpty; counter++)
        {
            using WipedBuffer input = new(stack, HashLength + info.Length + sizeof(byte));
            input.Write(previous);
            input.Write(info);
            input.UInt8(counter);
            Mac(prk, input.Written, block);
            int taken = Math.Min(block.Length, destination.Length);
            block[..taken].CopyTo(destination);
            destination = destination[taken..];
            previous = block;
        }

        CryptographicOperations.ZeroMemory(block);
    }

    private static void Require(bool condition, string parameter)
    {
        if (!condition)
        {
            throw new ArgumentException("Not as long as the hash.", parameter);
        }
    }
}
