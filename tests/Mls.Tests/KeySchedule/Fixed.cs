using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Tests.KeySchedule;

/// <summary>Secrets that are the same in every run.</summary>
internal static class Fixed
{
    internal static readonly Suite Suite = Suite.Of(CipherSuite.X25519Aes128Sha256Ed25519);

    internal static int KeyLength => Suite.Aead.KeyLength;

    internal static int NonceLength => Suite.Aead.NonceLength;

    internal static byte[] Bytes(byte value, int length = 32)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    internal static Secret Secret(byte value, int length = 32) => Mls.Cryptography.Secret.CopyOf(Bytes(value, length));

    internal static byte[] Expand(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context)
    {
        byte[] expanded = new byte[32];
        Suite.ExpandWithLabel(secret, label, context, expanded);
        return expanded;
    }

    internal static byte[] TreeSecret(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, uint generation, int length)
    {
        byte[] derived = new byte[length];
        Suite.DeriveTreeSecret(secret, label, generation, derived);
        return derived;
    }
}
