using ChaCha20Poly1305Cipher = System.Security.Cryptography.ChaCha20Poly1305;

namespace Sotto.Mls.Cryptography;

/// <summary>ChaCha20-Poly1305 (RFC 8439) of the platform.</summary>
internal sealed class ChaChaAead : Aead
{
    internal override ushort Id => 0x0003;

    internal override int KeyLength => 32;

    private protected override void Encrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> aad,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext,
        Span<byte> tag
    )
    {
        using ChaCha20Poly1305Cipher cipher = new(key);
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
        using ChaCha20Poly1305Cipher cipher = new(key);
        cipher.Decrypt(nonce, ciphertext, tag, plaintext, aad);
    }
}
