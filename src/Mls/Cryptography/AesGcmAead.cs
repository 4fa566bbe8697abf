using System.Security.Cryptography;

namespace Sotto.Mls.Cryptography;

/// <summary>AES-GCM of the platform. MLS seals once per key, so there is nothing to keep between calls.</summary>
internal sealed class AesGcmAead(ushort id, int keyLength) : Aead
{
    internal override ushort Id => id;

    internal override int KeyLength => keyLength;

    private protected override void Encrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> aad,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext,
        Span<byte> tag
    )
    {
        using AesGcm cipher = new(key, Tag);
        cipher.Encrypt(nonce, plaintext, ciphertext, tag, aad);
    }

    private protected override void Decrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> aad,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> tag,
        Span<byte> plaintext
    )
    {
        using AesGcm cipher = new(key, Tag);
        cipher.Decrypt(nonce, ciphertext, tag, plaintext, aad);
    }
}
