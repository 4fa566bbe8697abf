using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Validation;

/// <summary>What a key package must fulfil before anybody is added by it (RFC 9420 section 10.1).</summary>
internal static class KeyPackageRules
{
    /// <summary>Throws <see cref="MlsException" />.</summary>
    internal static void Check(Suite suite, KeyPackage package, DateTimeOffset? now)
    {
        if (package.CipherSuite != suite.Id)
        {
            throw new MlsException("key_package_suite");
        }

        LeafRules.Check(suite, package.Leaf, LeafPlace.None);
        if (now is { } time)
        {
            LeafRules.CheckLifetime(package.Leaf, time);
        }

        if (!package.HasValidSignature(suite))
        {
            throw new MlsException("key_package_signature");
        }

        if (!suite.Kem.IsValidPublicKey(package.InitKey.Span))
        {
            throw new MlsException("hpke_public_key");
        }

        // One key for both would let the Welcome's key, deleted after use, live on in the leaf.
        if (package.InitKey.Span.SequenceEqual(package.Leaf.EncryptionKey.Span))
        {
            throw new MlsException("init_key_is_encryption_key");
        }
    }
}
