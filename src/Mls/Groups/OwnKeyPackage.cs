using System.Diagnostics;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups.State;

namespace Sotto.Mls.Groups;

/// <summary>
/// A key package of one's own with its private keys (RFC 9420 section 10). Store it before publishing the public half;
/// after joining with it, delete what was stored and dispose it, unless it is a last resort: its keys open the Welcome.
/// </summary>
[DebuggerDisplay("[secret]")]
public sealed class OwnKeyPackage : IDisposable
{
    private const ushort Version = 1;

    private OwnKeyPackage(KeyPackage keyPackage, KemPrivateKey initKey, KemPrivateKey leafKey)
    {
        KeyPackage = keyPackage;
        InitKey = initKey;
        LeafKey = leafKey;
    }

    /// <summary>The public half, to be published.</summary>
    public KeyPackage KeyPackage { get; }

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal KemPrivateKey InitKey { get; }

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal KemPrivateKey LeafKey { get; }

    /// <summary>A new one.</summary>
    /// <param name="suite">The cipher suite of groups that it admits to.</param>
    /// <param name="identity">Whose it is; a last resort needs that extension among the capabilities.</param>
    /// <param name="lifetime">When it may be used.</param>
    /// <param name="random">Where its keys come from.</param>
    /// <param name="isLastResort">Whether it may be used more than once, when no other is left.</param>
    /// <returns>The key package with its private keys; the caller disposes it.</returns>
    /// <exception cref="MlsException">The suite is not supported, or the identity lacks what its leaf says.</exception>
    /// <exception cref="InvalidOperationException">The signature key is of another scheme than the suite's.</exception>
    public static OwnKeyPackage Generate(
        CipherSuite suite,
        ClientIdentity identity,
        Lifetime lifetime,
        FillRandom random,
        bool isLastResort = false
    )
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(random);
        Suite used = Suite.Of(suite);
        KemPrivateKey initKey = Draw(used, random);
        KemPrivateKey leafKey = Draw(used, random);
        try
        {
            return new(Sign(used, identity, lifetime, isLastResort, initKey, leafKey), initKey, leafKey);
        }
        catch
        {
            initKey.Dispose();
            leafKey.Dispose();
            throw;
        }
    }

    private static KeyPackage Sign(
        Suite used,
        ClientIdentity identity,
        Lifetime lifetime,
        bool isLastResort,
        KemPrivateKey initKey,
        KemPrivateKey leafKey
    )
    {
        LeafContent content = identity.Content(leafKey.PublicKey.ToArray()) with
        {
            Source = LeafNodeSource.KeyPackage,
            Lifetime = lifetime,
        };
        LeafNode leaf = identity.SignLeaf(used, content, LeafPlace.None);
        Extension[] extensions = isLastResort ? [new(Extension.LastResort, [])] : [];
        SigningKey key = identity.SignatureKey.For(used);
        return KeyPackage.Sign(used, key, initKey.PublicKey.ToArray(), leaf, extensions);
    }

    /// <summary>Everything, private keys included, to be stored sealed. The caller wipes it.</summary>
    public byte[] Save()
    {
        using TlsWriter writer = new();
        writer.UInt16(Version).Opaque(TlsWriter.Encode(KeyPackage));
        writer.Opaque(InitKey.PrivateKey.Bytes).Opaque(LeafKey.PrivateKey.Bytes);
        return writer.ToArray();
    }

    /// <summary>What <see cref="Save" /> gave. The caller disposes it, and wipes what it passed in.</summary>
    /// <exception cref="MlsException">It is damaged, or newer than this library. No key of it stays in memory.</exception>
    public static OwnKeyPackage Load(ReadOnlySpan<byte> saved)
    {
        TlsReader reader = new(saved);
        if (reader.UInt16() != Version)
        {
            throw new MlsException("state_version");
        }

        TlsReader inner = new(reader.OpaqueSpan());
        KeyPackage package = KeyPackage.Read(ref inner);
        inner.End();
        Suite suite = Suite.Of(package.CipherSuite);
        RestoredSecrets keys = new();
        try
        {
            KemPrivateKey initKey = keys.ReadPrivateKey(suite, ref reader);
            return Import(package, initKey, keys.ReadPrivateKey(suite, ref reader));
        }
        catch
        {
            keys.Wipe();
            throw;
        }
    }

    /// <summary>Wipes the private keys.</summary>
    public void Dispose()
    {
        InitKey.Dispose();
        LeafKey.Dispose();
    }

    /// <inheritdoc />
    public override string ToString() => "[secret]";

    /// <summary>Takes over private keys that fit the package; throws <see cref="MlsException" /> when they do not.</summary>
    internal static OwnKeyPackage Import(KeyPackage package, KemPrivateKey initKey, KemPrivateKey leafKey)
    {
        bool isFitting =
            package.InitKey.Span.SequenceEqual(initKey.PublicKey)
            && package.Leaf.EncryptionKey.Span.SequenceEqual(leafKey.PublicKey);
        return isFitting ? new(package, initKey, leafKey) : throw new MlsException("key_package_private_key");
    }

    private static KemPrivateKey Draw(Suite suite, FillRandom random)
    {
        using Secret seed = new(suite.HashLength);
        random(seed.Buffer);
        return suite.Kem.DeriveKeyPair(seed.Bytes);
    }
}
