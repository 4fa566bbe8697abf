using NSec.Cryptography;

namespace Sotto.Protocol;

/// <summary>
/// An Ed25519 private key in locked memory of the cryptographic library, which wipes it on <see cref="Dispose" />.
/// It cannot be read back.
/// </summary>
public sealed class SigningKey : IDisposable
{
    private readonly Key _key;

    private SigningKey(Key key)
    {
        _key = key;
        PublicKey = new(key.PublicKey);
    }

    /// <summary>The other half.</summary>
    public Ed25519PublicKey PublicKey { get; }

    /// <summary>A new key.</summary>
    public static SigningKey Generate() => new(Key.Create(SignatureAlgorithm.Ed25519));

    /// <summary>The key of a 32-byte seed, which the caller wipes.</summary>
    public static SigningKey FromSeed(ReadOnlySpan<byte> seed) =>
        new(Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey));

    /// <summary>Signs.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) => SignatureAlgorithm.Ed25519.Sign(_key, data);

    /// <inheritdoc />
    public void Dispose() => _key.Dispose();

    /// <summary>Silent.</summary>
    public override string ToString() => "[secret]";
}
