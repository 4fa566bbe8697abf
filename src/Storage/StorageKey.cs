using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sotto.Storage;

/// <summary>
/// Wraps what the server stores of one conversation (AES-256-GCM). This is not the end-to-end encryption: what it wraps
/// is already ciphertext. It exists so that deletion reaches copies that nobody can find any more.
/// </summary>
public sealed class StorageKey
{
    internal const int Size = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly byte[] _key;
    private volatile bool _wiped;

    internal StorageKey(byte[] key) => _key = key;

    /// <summary>
    /// Seals <paramref name="content"/> for one place. A blob copied to another table or sequence does not open there.
    /// </summary>
    public byte[] Wrap(string place, long sequence, ReadOnlySpan<byte> content)
    {
        ObjectDisposedException.ThrowIf(_wiped, this);
        byte[] wrapped = new byte[NonceSize + content.Length + TagSize];
        Span<byte> nonce = wrapped.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using AesGcm aes = new(_key, TagSize);
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
    /// <exception cref="CryptographicException">The blob was changed, moved, or sealed under another key.</exception>
    public byte[] Unwrap(string place, long sequence, ReadOnlySpan<byte> wrapped)
    {
        ObjectDisposedException.ThrowIf(_wiped, this);
        if (wrapped.Length < NonceSize + TagSize)
        {
            throw new CryptographicException("A wrapped value is shorter than its nonce and tag.");
        }

        byte[] content = new byte[wrapped.Length - NonceSize - TagSize];
        using AesGcm aes = new(_key, TagSize);
        aes.Decrypt(
            wrapped[..NonceSize],
            wrapped[NonceSize..^TagSize],
            wrapped[^TagSize..],
            content,
            Place(place, sequence)
        );
        return content;
    }

    /// <summary>Says nothing about the key.</summary>
    public override string ToString() => "[storage key]";

    internal void Wipe()
    {
        _wiped = true;
        CryptographicOperations.ZeroMemory(_key);
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
