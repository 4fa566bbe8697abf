using System.Diagnostics;
using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Groups;

/// <summary>
/// A device's signature key. Whoever made or imported it disposes it; the private half is wiped then and every later use
/// throws <see cref="ObjectDisposedException" />.
/// </summary>
[DebuggerDisplay("[secret]")]
public sealed class SignatureKeyPair : IDisposable
{
    private readonly SignatureScheme _scheme;

    private SignatureKeyPair(SignatureScheme scheme, SigningKey key)
    {
        _scheme = scheme;
        Key = key;
    }

    /// <summary>The public key, as it stands in leaves.</summary>
    public ReadOnlyMemory<byte> PublicKey => Key.PublicKey;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal SigningKey Key { get; }

    /// <summary>A new one for the signature scheme of a cipher suite. The caller disposes it.</summary>
    /// <exception cref="MlsException">The suite is not supported.</exception>
    public static SignatureKeyPair Generate(CipherSuite suite, FillRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        SignatureScheme scheme = Suite.Of(suite).Signature;
        return new(scheme, scheme.Generate(random));
    }

    /// <summary>
    /// From a private key: 32 bytes of Ed25519, 57 of Ed448, or a P-curve's scalar at full length. Copies it; the caller
    /// wipes what it passed in, and disposes the pair.
    /// </summary>
    /// <exception cref="MlsException">It is no private key of that scheme, or the suite is not supported.</exception>
    public static SignatureKeyPair Import(CipherSuite suite, ReadOnlySpan<byte> privateKey)
    {
        SignatureScheme scheme = Suite.Of(suite).Signature;
        return new(scheme, scheme.Import(privateKey));
    }

    /// <summary>The private key in the form that <see cref="Import" /> takes. The caller wipes it.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public byte[] ExportPrivateKey()
    {
        using Secret key = Key.ExportPrivateKey();
        return key.Bytes.ToArray();
    }

    /// <summary>Wipes the private key.</summary>
    public void Dispose() => Key.Dispose();

    /// <inheritdoc />
    public override string ToString() => "[secret]";

    /// <summary>The key for use in this suite; <see cref="InvalidOperationException" /> when it is of another scheme.</summary>
    internal SigningKey For(Suite suite) =>
        ReferenceEquals(suite.Signature, _scheme)
            ? Key
            : throw new InvalidOperationException("The signature key is of another scheme than the cipher suite's.");
}
