using System.Security.Cryptography;

namespace Sotto.Mls.Cryptography;

/// <summary>The key schedule of HPKE (RFC 9180 section 5.1).</summary>
internal sealed class HpkeKeySchedule
{
    // The base mode hashes an empty id each time; it never changes.
    private readonly byte[] _hashOfNoPskId;

    internal HpkeKeySchedule(LabeledKdf kdf)
    {
        Kdf = kdf;
        _hashOfNoPskId = new byte[kdf.HashLength];
        kdf.Extract([], "psk_id_hash"u8, [], _hashOfNoPskId);
    }

    internal LabeledKdf Kdf { get; }

    /// <summary>Fills the three secrets, which the caller wipes. An empty span is not computed.</summary>
    internal void Derive(
        HpkeMode mode,
        ReadOnlySpan<byte> sharedSecret,
        ReadOnlySpan<byte> info,
        ReadOnlySpan<byte> psk,
        ReadOnlySpan<byte> pskId,
        Span<byte> key,
        Span<byte> baseNonce,
        Span<byte> exporterSecret
    )
    {
        int hash = Kdf.HashLength;
        Span<byte> context = stackalloc byte[1 + (2 * Cryptography.Kdf.LongestHash)];
        context = context[..(1 + (2 * hash))];
        WriteContext(mode, info, pskId, context);

        Span<byte> secret = stackalloc byte[Cryptography.Kdf.LongestHash];
        secret = secret[..hash];
        try
        {
            Kdf.Extract(sharedSecret, "secret"u8, psk, secret);
            ExpandUnlessEmpty(secret, "key"u8, context, key);
            ExpandUnlessEmpty(secret, "base_nonce"u8, context, baseNonce);
            ExpandUnlessEmpty(secret, "exp"u8, context, exporterSecret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private void WriteContext(HpkeMode mode, ReadOnlySpan<byte> info, ReadOnlySpan<byte> pskId, Span<byte> context)
    {
        int hash = Kdf.HashLength;
        context[0] = (byte)mode;
        if (pskId.IsEmpty)
        {
            _hashOfNoPskId.CopyTo(context[1..]);
        }
        else
        {
            Kdf.Extract([], "psk_id_hash"u8, pskId, context.Slice(1, hash));
        }

        Kdf.Extract([], "info_hash"u8, info, context[(1 + hash)..]);
    }

    private void ExpandUnlessEmpty(
        ReadOnlySpan<byte> secret,
        ReadOnlySpan<byte> label,
        ReadOnlySpan<byte> context,
        Span<byte> destination
    )
    {
        if (!destination.IsEmpty)
        {
            Kdf.Expand(secret, label, context, destination);
        }
    }
}
