using System.Security.Cryptography;

namespace Sotto.Mls.Cryptography;

/// <summary>Authenticated encryption (RFC 5116). The tag follows the ciphertext.</summary>
internal abstract class Aead
{
    /// <summary>AES-128-GCM.</summary>
    internal static Aead Aes128Gcm { get; } = new AesGcmAead(0x0001, keyLength: 16);

    /// <summary>AES-256-GCM.</summary>
    internal static Aead Aes256Gcm { get; } = new AesGcmAead(0x0002, keyLength: 32);

    /// <summary>ChaCha20-Poly1305 (RFC 8439).</summary>
    internal static Aead ChaCha20Poly1305 { get; } = new ChaChaAead();

    /// <summary>The longest key of all; for buffers on the stack.</summary>
    internal const int LongestKey = 32;

    /// <summary>The number in RFC 9180 section 7.3.</summary>
    internal abstract ushort Id { get; }

    /// <summary>Nk.</summary>
    internal abstract int KeyLength { get; }

    /// <summary>Nn, the same for all.</summary>
    internal int NonceLength { get; } = Nonce;

    /// <summary>Nt, the same for all.</summary>
    internal int TagLength { get; } = Tag;

    /// <inheritdoc cref="NonceLength" />
    internal const int Nonce = 12;

    /// <inheritdoc cref="TagLength" />
    internal const int Tag = 16;

    /// <summary>
    /// Encrypts into exactly plaintext and tag. A pair of key and nonce must never seal twice: that is the caller's duty.
    /// </summary>
    internal void Seal(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> aad,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertextAndTag
    )
    {
        RequireKey(key, nonce);
        if (ciphertextAndTag.Length - Tag != plaintext.Length)
        {
            throw new ArgumentException("Not as long as plaintext and tag.", nameof(ciphertextAndTag));
        }

        Encrypt(key, nonce, aad, plaintext, ciphertextAndTag[..^Tag], ciphertextAndTag[^Tag..]);
    }

    /// <summary>
    /// Decrypts. When the tag does not fit, or there is not even room for one, the answer is false and the plaintext is
    /// all zero: nobody can use what was not authenticated.
    /// </summary>
    internal bool TryOpen(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> aad,
        ReadOnlySpan<byte> ciphertextAndTag,
        Span<byte> plaintext
    )
    {
        RequireKey(key, nonce);
        if (ciphertextAndTag.Length < Tag)
        {
            plaintext.Clear();
            return false;
        }

        if (ciphertextAndTag.Length - Tag != plaintext.Length)
        {
            throw new ArgumentException("Not as long as the ciphertext without its tag.", nameof(plaintext));
        }

        try
        {
            Decrypt(key, nonce, aad, ciphertextAndTag[..^Tag], ciphertextAndTag[^Tag..], plaintext);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            CryptographicOperations.ZeroMemory(plaintext);
            return false;
        }
    }

    private protected abstract void Encrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> aad,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext,
        Span<byte> tag
    );

    /// <summary>Throws <see cref="AuthenticationTagMismatchException" /> when the tag does not fit.</summary>
    private protected abstract void Decrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> aad,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> tag,
        Span<byte> plaintext
    );

    private void RequireKey(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce)
    {
        if (key.Length != KeyLength)
        {
            throw new ArgumentException("Not as long as a key.", nameof(key));
        }

        if (nonce.Length != Nonce)
        {
            throw new ArgumentException("Not as long as a nonce.", nameof(nonce));
        }
    }
}
