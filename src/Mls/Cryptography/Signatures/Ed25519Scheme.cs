using NSec.Cryptography;

namespace Sotto.Mls.Cryptography;

/// <summary>Ed25519 by NSec, which keeps the private key in guarded memory.</summary>
internal sealed class Ed25519Scheme : SignatureScheme
{
    private static Ed25519 Algorithm => SignatureAlgorithm.Ed25519;

    internal override int PublicKeyLength => Algorithm.PublicKeySize;

    internal override int PrivateKeyLength => Algorithm.PrivateKeySize;

    internal override SigningKey Import(ReadOnlySpan<byte> privateKey)
    {
        KeyCreationParameters exportable = new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
        return Key.TryImport(Algorithm, privateKey, KeyBlobFormat.RawPrivateKey, out Key? key, exportable)
            ? new Private(key!)
            : throw new MlsException("signature_private_key");
    }

    internal override VerifyingKey ParsePublicKey(ReadOnlySpan<byte> publicKey) =>
        PublicKey.TryImport(Algorithm, publicKey, KeyBlobFormat.RawPublicKey, out PublicKey? key)
            ? new Public(publicKey, key!)
            : throw new MlsException("signature_public_key");

    private sealed class Private(Key key) : SigningKey
    {
        internal override ReadOnlyMemory<byte> PublicKey { get; } = key.PublicKey.Export(KeyBlobFormat.RawPublicKey);

        internal override int SignatureLength => Algorithm.SignatureSize;

        internal override byte[] Sign(ReadOnlySpan<byte> data) => Algorithm.Sign(key, data);

        internal override Secret ExportPrivateKey()
        {
            Secret secret = new(Algorithm.PrivateKeySize);
            return key.TryExport(KeyBlobFormat.RawPrivateKey, secret.Buffer, out _)
                ? secret
                : throw new InvalidOperationException("The key does not let itself be exported.");
        }

        public override void Dispose() => key.Dispose();
    }

    private sealed class Public(ReadOnlySpan<byte> raw, PublicKey key) : VerifyingKey(raw)
    {
        internal override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
            signature.Length == Algorithm.SignatureSize && Algorithm.Verify(key, data, signature);
    }
}
