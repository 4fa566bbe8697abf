using System.Diagnostics;

namespace Sotto.Mls.Cryptography;

/// <summary>A decryption key with its public half. Whoever holds it disposes of it; that wipes the private half.</summary>
[DebuggerDisplay("[secret]")]
internal sealed class KemPrivateKey : IDisposable
{
    private readonly byte[] _publicKey;

    /// <summary>Takes both over.</summary>
    internal KemPrivateKey(Kem kem, Secret privateKey, byte[] publicKey)
    {
        Kem = kem;
        PrivateKey = privateKey;
        _publicKey = publicKey;
    }

    internal Kem Kem { get; }

    /// <summary>As <c>SerializePrivateKey</c> writes it. It belongs to this key.</summary>
    internal Secret PrivateKey { get; }

    /// <summary>As <c>SerializePublicKey</c> writes it; stays readable after the private half is wiped.</summary>
    internal ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>A second key with a life of its own.</summary>
    internal KemPrivateKey Copy() => new(Kem, PrivateKey.Copy(), _publicKey);

    /// <inheritdoc />
    public void Dispose() => PrivateKey.Dispose();

    /// <summary>Silent.</summary>
    public override string ToString() => "[secret]";
}
