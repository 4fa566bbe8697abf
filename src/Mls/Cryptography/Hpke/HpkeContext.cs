using System.Buffers.Binary;
using System.Diagnostics;

namespace Sotto.Mls.Cryptography;

/// <summary>
/// One side's state after set-up (RFC 9180 section 5.2): seals or opens in order, and exports. Not thread-safe. Whoever
/// holds it disposes of it, which wipes its secrets.
/// </summary>
[DebuggerDisplay("[secret]")]
internal sealed class HpkeContext : IDisposable
{
    private readonly Aead? _aead;
    private readonly LabeledKdf _kdf;
    private readonly Secret _key;
    private readonly Secret _baseNonce;
    private readonly Secret _exporter;
    private ulong _sequence;

    /// <summary>Takes the secrets over.</summary>
    internal HpkeContext(Aead? aead, LabeledKdf kdf, Secret key, Secret baseNonce, Secret exporter)
    {
        _aead = aead;
        _kdf = kdf;
        _key = key;
        _baseNonce = baseNonce;
        _exporter = exporter;
    }

    /// <summary>Encrypts the next message.</summary>
    internal byte[] Seal(ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext)
    {
        Aead aead = RequireAead();
        Span<byte> nonce = stackalloc byte[Aead.Nonce];
        WriteNonce(nonce);
        byte[] ciphertext = new byte[plaintext.Length + aead.TagLength];
        aead.Seal(_key.Bytes, nonce, aad, plaintext, ciphertext);
        _sequence = checked(_sequence + 1);
        return ciphertext;
    }

    /// <summary>
    /// Decrypts the next message; the caller disposes of it. Throws <see cref="MlsException" /> (<c>hpke_open</c>) and
    /// then still expects the same message.
    /// </summary>
    internal Secret Open(ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext)
    {
        Aead aead = RequireAead();
        Span<byte> nonce = stackalloc byte[Aead.Nonce];
        WriteNonce(nonce);
        Secret plaintext = Open(aead, _key.Bytes, nonce, aad, ciphertext);
        _sequence = checked(_sequence + 1);
        return plaintext;
    }

    /// <summary><c>Context.Export</c> (section 5.3); the caller disposes of the secret.</summary>
    internal Secret Export(ReadOnlySpan<byte> exporterContext, int length)
    {
        Secret secret = new(length);
        _kdf.Expand(_exporter.Bytes, "sec"u8, exporterContext, secret.Buffer);
        return secret;
    }

    /// <summary>Throws <see cref="MlsException" /> (<c>hpke_open</c>) when this is not what was sealed.</summary>
    internal static Secret Open(
        Aead aead,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> aad,
        ReadOnlySpan<byte> ciphertext
    )
    {
        Secret plaintext = new(Math.Max(0, ciphertext.Length - aead.TagLength));
        if (aead.TryOpen(key, nonce, aad, ciphertext, plaintext.Buffer))
        {
            return plaintext;
        }

        plaintext.Dispose();
        throw new MlsException("hpke_open");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _key.Dispose();
        _baseNonce.Dispose();
        _exporter.Dispose();
    }

    private Aead RequireAead() => _aead ?? throw new InvalidOperationException("This form of HPKE only exports.");

    /// <summary><c>ComputeNonce</c>: the base nonce with the sequence number in its last bytes.</summary>
    private void WriteNonce(Span<byte> nonce)
    {
        _baseNonce.Bytes.CopyTo(nonce);
        Span<byte> last = nonce[^sizeof(ulong)..];
        BinaryPrimitives.WriteUInt64BigEndian(last, BinaryPrimitives.ReadUInt64BigEndian(last) ^ _sequence);
    }
}
