using System.Security.Cryptography;

namespace Sotto.Mls.Cryptography;

/// <summary>Hybrid public key encryption (RFC 9180) of any KEM, KDF and AEAD. Stateless.</summary>
internal sealed class Hpke
{
    private const ushort ExportOnly = 0xFFFF;
    private readonly Kem _kem;
    private readonly Aead? _aead;
    private readonly HpkeKeySchedule _schedule;

    /// <param name="kem">Makes the shared secret.</param>
    /// <param name="kdf">Makes keys of it.</param>
    /// <param name="aead">Null for the export-only form, with which nothing can be sealed.</param>
    internal Hpke(Kem kem, Kdf kdf, Aead? aead)
    {
        _kem = kem;
        _aead = aead;
        ushort id = aead?.Id ?? ExportOnly;
        _schedule = new(
            new(
                kdf,
                [
                    .. "HPKE"u8,
                    (byte)(kem.Id >> 8),
                    (byte)kem.Id,
                    (byte)(kdf.Id >> 8),
                    (byte)kdf.Id,
                    (byte)(id >> 8),
                    (byte)id,
                ]
            )
        );
    }

    /// <summary>
    /// Encrypts one message in the base mode (section 6.1). Throws <see cref="MlsException" /> for a bad public key.
    /// </summary>
    internal HpkeSealed Seal(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> info,
        ReadOnlySpan<byte> aad,
        ReadOnlySpan<byte> plaintext,
        FillRandom random
    )
    {
        Aead aead = RequireAead();
        byte[] encapsulation = new byte[_kem.EncapsulationLength];
        byte[] ciphertext = new byte[plaintext.Length + aead.TagLength];
        Span<byte> shared = stackalloc byte[Kdf.LongestHash];
        Span<byte> key = stackalloc byte[Aead.LongestKey];
        Span<byte> nonce = stackalloc byte[Aead.Nonce];
        shared = shared[.._kem.SharedSecretLength];
        key = key[..aead.KeyLength];
        try
        {
            _kem.Encapsulate(publicKey, random, encapsulation, shared);
            _schedule.Derive(HpkeMode.Base, shared, info, [], [], key, nonce, []);
            aead.Seal(key, nonce, aad, plaintext, ciphertext);
            return new(encapsulation, ciphertext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(shared);
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(nonce);
        }
    }

    /// <summary>
    /// Decrypts one message in the base mode; the caller disposes of the plaintext. Throws <see cref="MlsException" />:
    /// <c>hpke_open</c> and what <see cref="Kem.Decapsulate" /> throws.
    /// </summary>
    internal Secret Open(
        KemPrivateKey privateKey,
        ReadOnlySpan<byte> info,
        ReadOnlySpan<byte> aad,
        ReadOnlySpan<byte> encapsulation,
        ReadOnlySpan<byte> ciphertext
    )
    {
        Aead aead = RequireAead();
        RequireKey(privateKey);
        Span<byte> shared = stackalloc byte[Kdf.LongestHash];
        Span<byte> key = stackalloc byte[Aead.LongestKey];
        Span<byte> nonce = stackalloc byte[Aead.Nonce];
        shared = shared[.._kem.SharedSecretLength];
        key = key[..aead.KeyLength];
        try
        {
            _kem.Decapsulate(privateKey, encapsulation, shared);
            _schedule.Derive(HpkeMode.Base, shared, info, [], [], key, nonce, []);
            return HpkeContext.Open(aead, key, nonce, aad, ciphertext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(shared);
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(nonce);
        }
    }

    /// <summary>
    /// A sender's context for many messages (section 5.1); the caller disposes of it. With a pre-shared key the mode is
    /// PSK; key and id come together or not at all.
    /// </summary>
    internal HpkeContext SetUpSender(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> info,
        ReadOnlySpan<byte> psk,
        ReadOnlySpan<byte> pskId,
        FillRandom random,
        out byte[] encapsulation
    )
    {
        encapsulation = new byte[_kem.EncapsulationLength];
        using Secret shared = new(_kem.SharedSecretLength);
        _kem.Encapsulate(publicKey, random, encapsulation, shared.Buffer);
        return SetUp(shared, info, psk, pskId);
    }

    /// <summary>The recipient's context; the caller disposes of it.</summary>
    internal HpkeContext SetUpRecipient(
        KemPrivateKey privateKey,
        ReadOnlySpan<byte> encapsulation,
        ReadOnlySpan<byte> info,
        ReadOnlySpan<byte> psk,
        ReadOnlySpan<byte> pskId
    )
    {
        RequireKey(privateKey);
        using Secret shared = new(_kem.SharedSecretLength);
        _kem.Decapsulate(privateKey, encapsulation, shared.Buffer);
        return SetUp(shared, info, psk, pskId);
    }

    /// <summary>
    /// <c>SetupBaseS</c> and one <c>Export</c>: what an external joiner does (RFC 9420 section 8.3). The caller disposes
    /// of the secret.
    /// </summary>
    internal Secret SendExport(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> info,
        ReadOnlySpan<byte> exporterContext,
        int length,
        FillRandom random,
        out byte[] encapsulation
    )
    {
        using HpkeContext context = SetUpSender(publicKey, info, [], [], random, out encapsulation);
        return context.Export(exporterContext, length);
    }

    /// <summary><c>SetupBaseR</c> and one <c>Export</c>. The caller disposes of the secret.</summary>
    internal Secret ReceiveExport(
        KemPrivateKey privateKey,
        ReadOnlySpan<byte> encapsulation,
        ReadOnlySpan<byte> info,
        ReadOnlySpan<byte> exporterContext,
        int length
    )
    {
        using HpkeContext context = SetUpRecipient(privateKey, encapsulation, info, [], []);
        return context.Export(exporterContext, length);
    }

    private HpkeContext SetUp(Secret shared, ReadOnlySpan<byte> info, ReadOnlySpan<byte> psk, ReadOnlySpan<byte> pskId)
    {
        // Section 5.1, VerifyPSKInputs.
        if (psk.IsEmpty != pskId.IsEmpty)
        {
            throw new ArgumentException("A pre-shared key and its id come together.", nameof(pskId));
        }

        Secret key = new(_aead?.KeyLength ?? 0);
        Secret nonce = new(_aead?.NonceLength ?? 0);
        Secret exporter = new(_schedule.Kdf.HashLength);
        HpkeMode mode = psk.IsEmpty ? HpkeMode.Base : HpkeMode.Psk;
        _schedule.Derive(mode, shared.Bytes, info, psk, pskId, key.Buffer, nonce.Buffer, exporter.Buffer);
        return new(_aead, _schedule.Kdf, key, nonce, exporter);
    }

    private Aead RequireAead() => _aead ?? throw new InvalidOperationException("This form of HPKE only exports.");

    private void RequireKey(KemPrivateKey key)
    {
        if (key.Kem != _kem)
        {
            throw new ArgumentException("A key of another KEM.", nameof(key));
        }
    }
}
