using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sotto.Storage;

/// <summary>
/// Wraps what the server stores of one conversation (AES-256-GCM). This is not the end-to-end encryption: what it wraps
/// is already ciphertext. It exists so that deletion reaches copies that nobody can find any more. A few secrets of
/// sign-in are wrapped the same way, so that the main database alone gives nobody away.
/// </summary>
public sealed class StorageKey
{
    internal const int Size = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly byte[] _key;
    private bool _wiped; // guarded by _key

    internal StorageKey(byte[] key) => _key = key;

    /// <summary>
    /// Seals <paramref name="content"/> for one place. A blob copied to another table or sequence does not open there.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The key was destroyed; so was, or will be, what it wraps.</exception>
    public byte[] Wrap(string place, long sequence, ReadOnlySpan<byte> content)
    {
        using AesGcm aes = Cipher();
        byte[] wrapped = new byte[NonceSize + content.Length + TagSize];
        Span<byte> nonce = wrapped.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        aes.Encrypt(
            nonce,
            content,
            wrapped.AsSpan(NonceSize, content.Length),
            wrapped.AsSpan(NonceSize + content.Length),
            Place(place, sequence)
        );
        return wrapped;
    }

    /// <summary>Opens what <see cref="Wrap"/> sealed for the same place.</summary>
    /// <exception cref="ObjectDisposedException">The key was destroyed.</exception>
    /// <exception cref="CryptographicException">The blob was changed, moved, or sealed under another key.</exception>
    public byte[] Unwrap(string place, long sequence, ReadOnlySpan<byte> wrapped)
    {
        using AesGcm aes = Cipher();
        if (wrapped.Length < NonceSize + TagSize)
        {
            throw new CryptographicException("A wrapped value is shorter than its nonce and tag.");
        }

        byte[] content = new byte[wrapped.Length - NonceSize - TagSize];
        aes.Decrypt(
            wrapped[..NonceSize],
            wrapped[NonceSize..^TagSize],
            wrapped[^TagSize..],
            content,
            Place(place, sequence)
        );
        return content;
    }

    /// <summary>
    /// A name for <paramref name="content"/> that only the holder of the key can make or guess at, for looking something up
    /// that must not be readable. It says nothing about what <see cref="Wrap"/> sealed: the key is another.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The key was destroyed.</exception>
    public byte[] Name(string place, ReadOnlySpan<byte> content)
    {
        byte[] key = new byte[Size];
        lock (_key)
        {
            ObjectDisposedException.ThrowIf(_wiped, this);
            HKDF.Expand(HashAlgorithmName.SHA256, _key, key, Encoding.UTF8.GetBytes($"name {place}"));
        }

        byte[] name = HMACSHA256.HashData(key, content);
        CryptographicOperations.ZeroMemory(key);
        return name;
    }

    /// <summary>Says nothing about the key.</summary>
    public override string ToString() => "[storage key]";

    internal void Wipe()
    {
        lock (_key)
        {
            _wiped = true;
            CryptographicOperations.ZeroMemory(_key);
        }
    }

    /// <summary>The cipher holds a copy of its own, so that wiping meanwhile cannot turn the key in use into zeros.</summary>
    private AesGcm Cipher()
    {
        lock (_key)
        {
            ObjectDisposedException.ThrowIf(_wiped, this);
            return new AesGcm(_key, TagSize);
        }
    }

    private static byte[] Place(string place, long sequence)
    {
        byte[] name = Encoding.UTF8.GetBytes(place);
        byte[] associated = new byte[name.Length + sizeof(long)];
        name.CopyTo(associated, 0);
        BinaryPrimitives.WriteInt64BigEndian(associated.AsSpan(name.Length), sequence);
        return associated;
    }
}
