using System.Security.Cryptography;
using System.Text.Json;
using NSec.Cryptography;

namespace Sotto.Protocol;

/// <summary>A public signature key, compared by content.</summary>
public sealed class Ed25519PublicKey : IEquatable<Ed25519PublicKey>
{
    private const int FingerprintBytes = 10;
    private readonly PublicKey _key;

    internal Ed25519PublicKey(PublicKey key)
    {
        _key = key;
        Raw = new(key.Export(KeyBlobFormat.RawPublicKey));
        byte[] digest = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(Jwk.Of(this), ProtocolJson.Options));
        Thumbprint = StrictBase64Url.Encode(digest);
        string text = Base32.Encode(digest.AsSpan(0, FingerprintBytes)).ToUpperInvariant();
        Fingerprint = string.Join(' ', text.Chunk(4).Select(group => new string(group)));
    }

    /// <summary>The 32 bytes.</summary>
    public Bytes Raw { get; }

    /// <summary>RFC 7638, SHA-256, base64url: the key id in headers.</summary>
    public string Thumbprint { get; }

    /// <summary>What people compare: the first 80 bits of the thumbprint as <c>ABCD EFGH IJKL MNOP</c>.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads 32 bytes; throws <see cref="JoseException" /> when they cannot be a key.</summary>
    public static Ed25519PublicKey Import(ReadOnlySpan<byte> raw) =>
        PublicKey.TryImport(SignatureAlgorithm.Ed25519, raw, KeyBlobFormat.RawPublicKey, out PublicKey? key)
        && key is not null
            ? new(key)
            : throw new JoseException("key");

    /// <summary>Whether this key signed exactly these bytes.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureAlgorithm.Ed25519.SignatureSize
        && SignatureAlgorithm.Ed25519.Verify(_key, data, signature);

    /// <inheritdoc />
    public bool Equals(Ed25519PublicKey? other) => other is not null && Raw == other.Raw;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Ed25519PublicKey);

    /// <inheritdoc />
    public override int GetHashCode() => Raw.GetHashCode();

    /// <summary>The thumbprint.</summary>
    public override string ToString() => Thumbprint;
}
