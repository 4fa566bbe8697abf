using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Sotto.Mls.Cryptography;

/// <summary>
/// The functions of a cipher suite under the names that RFC 9420 gives them. One per suite, stateless, shared by threads.
/// Lengths of destinations are exact, else <see cref="ArgumentException" />; the caller wipes what it is given and what it
/// passed in.
/// </summary>
internal sealed class Suite
{
    private const int LongestMac = Kdf.LongestHash;
    private readonly Kdf _kdf;
    private readonly Hpke _hpke;

    internal Suite(CipherSuite id, Kem kem, Aead aead, Kdf kdf, SignatureScheme signature)
    {
        Id = id;
        Kem = kem;
        Aead = aead;
        Signature = signature;
        _kdf = kdf;
        _hpke = new(kem, kdf, aead);
    }

    internal CipherSuite Id { get; }

    /// <summary>Nh.</summary>
    internal int HashLength => _kdf.HashLength;

    internal Aead Aead { get; }

    internal Kem Kem { get; }

    internal SignatureScheme Signature { get; }

    /// <summary>Section 5.1: what every label begins with.</summary>
    private static ReadOnlySpan<byte> LabelPrefix => "MLS 1.0 "u8;

    private static ReadOnlySpan<byte> ExternalInitLabel => "MLS 1.0 external init secret"u8;

    /// <summary>Throws <see cref="MlsException" /> (<c>cipher_suite_unsupported</c>) for all but suites 1 to 7.</summary>
    internal static Suite Of(CipherSuite id) =>
        TryFind(id, out Suite? suite) ? suite : throw new MlsException("cipher_suite_unsupported");

    internal static bool TryFind(CipherSuite id, [NotNullWhen(true)] out Suite? suite) =>
        SuiteRegistry.Suites.TryGetValue(id, out suite);

    internal byte[] Hash(ReadOnlySpan<byte> data)
    {
        byte[] hash = new byte[HashLength];
        _kdf.Hash(data, hash);
        return hash;
    }

    /// <summary>Into Nh bytes.</summary>
    internal void Hash(ReadOnlySpan<byte> data, Span<byte> destination) => _kdf.Hash(data, destination);

    /// <summary>HMAC into Nh bytes.</summary>
    internal void Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> destination) =>
        _kdf.Mac(key, data, destination);

    internal byte[] Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        byte[] mac = new byte[HashLength];
        _kdf.Mac(key, data, mac);
        return mac;
    }

    /// <summary>False for tags of any other length than Nh; otherwise in constant time.</summary>
    internal bool VerifyMac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> tag)
    {
        Span<byte> expected = stackalloc byte[LongestMac];
        expected = expected[..HashLength];
        _kdf.Mac(key, data, expected);
        bool equal = CryptographicOperations.FixedTimeEquals(expected, tag);
        CryptographicOperations.ZeroMemory(expected); // the right tag for a message that somebody else made up
        return equal;
    }

    /// <summary><c>KDF.Extract</c> into Nh bytes.</summary>
    internal void Extract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> ikm, Span<byte> prk) =>
        _kdf.Extract(salt, ikm, prk);

    /// <summary><c>ExpandWithLabel</c> (section 8) into as many bytes as wanted, at most 255 hashes.</summary>
    internal void ExpandWithLabel(
        ReadOnlySpan<byte> secret,
        ReadOnlySpan<byte> label,
        ReadOnlySpan<byte> context,
        Span<byte> destination
    )
    {
        using WipedBuffer kdfLabel = KdfLabel(
            stackalloc byte[WipedBuffer.StackSize],
            label,
            context,
            destination.Length
        );
        _kdf.Expand(secret, kdfLabel.Written, destination);
    }

    /// <summary>Sets a secret up for several derivations; the caller disposes of it.</summary>
    internal KeyedSecret SetUp(ReadOnlySpan<byte> secret) => _kdf.SetUp(secret);

    /// <summary><c>DeriveSecret</c> (section 8) into Nh bytes.</summary>
    internal void DeriveSecret(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, Span<byte> destination)
    {
        if (destination.Length != HashLength)
        {
            throw new ArgumentException("Not as long as the hash.", nameof(destination));
        }

        ExpandWithLabel(secret, label, [], destination);
    }

    /// <summary><c>DeriveTreeSecret</c> (section 9.1) into as many bytes as wanted.</summary>
    internal void DeriveTreeSecret(
        ReadOnlySpan<byte> secret,
        ReadOnlySpan<byte> label,
        uint generation,
        Span<byte> destination
    )
    {
        Span<byte> context = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(context, generation);
        ExpandWithLabel(secret, label, context, destination);
    }

    /// <summary><c>RefHash</c> (section 5.2); the label is taken as it is, without a prefix.</summary>
    internal byte[] RefHash(ReadOnlySpan<byte> label, ReadOnlySpan<byte> value)
    {
        using WipedBuffer input = new(stackalloc byte[WipedBuffer.StackSize], LabelledLength(label, value));
        input.Opaque(label);
        input.Opaque(value);
        return Hash(input.Written);
    }

    /// <summary><c>SignWithLabel</c> (section 5.1.2).</summary>
    internal byte[] SignWithLabel(SigningKey key, ReadOnlySpan<byte> label, ReadOnlySpan<byte> content)
    {
        using WipedBuffer signed = Labelled(stackalloc byte[WipedBuffer.StackSize], label, content);
        return key.Sign(signed.Written);
    }

    /// <summary><c>VerifyWithLabel</c> (section 5.1.2). False, and never an exception, for any bytes as signature.</summary>
    internal bool VerifyWithLabel(
        VerifyingKey key,
        ReadOnlySpan<byte> label,
        ReadOnlySpan<byte> content,
        ReadOnlySpan<byte> signature
    )
    {
        using WipedBuffer signed = Labelled(stackalloc byte[WipedBuffer.StackSize], label, content);
        return key.Verify(signed.Written, signature);
    }

    /// <summary>
    /// <c>EncryptWithLabel</c> (section 5.1.3). Throws <see cref="MlsException" />: <c>hpke_public_key</c>,
    /// <c>hpke_shared_secret_zero</c>.
    /// </summary>
    internal HpkeSealed EncryptWithLabel(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> label,
        ReadOnlySpan<byte> context,
        ReadOnlySpan<byte> plaintext,
        FillRandom random
    )
    {
        using WipedBuffer info = Labelled(stackalloc byte[WipedBuffer.StackSize], label, context);
        return _hpke.Seal(publicKey, info.Written, [], plaintext, random);
    }

    /// <summary>
    /// <c>DecryptWithLabel</c> (section 5.1.3); the caller disposes of the plaintext. Throws <see cref="MlsException" />:
    /// <c>hpke_open</c>, <c>hpke_public_key</c> for a bad KEM output, <c>hpke_shared_secret_zero</c>.
    /// </summary>
    internal Secret DecryptWithLabel(
        KemPrivateKey key,
        ReadOnlySpan<byte> label,
        ReadOnlySpan<byte> context,
        ReadOnlySpan<byte> kemOutput,
        ReadOnlySpan<byte> ciphertext
    )
    {
        using WipedBuffer info = Labelled(stackalloc byte[WipedBuffer.StackSize], label, context);
        return _hpke.Open(key, info.Written, [], kemOutput, ciphertext);
    }

    /// <summary>
    /// The init secret of an external commit (section 8.3); the caller disposes of it. Throws <see cref="MlsException" />
    /// as <see cref="EncryptWithLabel" /> does.
    /// </summary>
    internal Secret SealExternalInit(ReadOnlySpan<byte> externalPub, FillRandom random, out byte[] kemOutput) =>
        _hpke.SendExport(externalPub, [], ExternalInitLabel, HashLength, random, out kemOutput);

    /// <summary>The same for members. Throws <see cref="MlsException" /> for a bad KEM output.</summary>
    internal Secret OpenExternalInit(KemPrivateKey key, ReadOnlySpan<byte> kemOutput) =>
        _hpke.ReceiveExport(key, kemOutput, [], ExternalInitLabel, HashLength);

    /// <summary><c>KDFLabel</c> (section 8), with room for the number of a block behind it.</summary>
    internal static WipedBuffer KdfLabel(
        Span<byte> stack,
        scoped ReadOnlySpan<byte> label,
        scoped ReadOnlySpan<byte> context,
        int length
    )
    {
        WipedBuffer buffer = new(stack, sizeof(ushort) + LabelledLength(label, context) + sizeof(byte));
        buffer.UInt16(checked((ushort)length));
        buffer.Opaque(LabelPrefix, label);
        buffer.Opaque(context);
        return buffer;
    }

    private static int LabelledLength(ReadOnlySpan<byte> label, ReadOnlySpan<byte> content) =>
        (2 * WipedBuffer.LongestPrefix) + LabelPrefix.Length + label.Length + content.Length;

    /// <summary><c>SignContent</c> and <c>EncryptContext</c> have the same form.</summary>
    private static WipedBuffer Labelled(
        Span<byte> stack,
        scoped ReadOnlySpan<byte> label,
        scoped ReadOnlySpan<byte> content
    )
    {
        WipedBuffer buffer = new(stack, LabelledLength(label, content));
        buffer.Opaque(LabelPrefix, label);
        buffer.Opaque(content);
        return buffer;
    }
}
