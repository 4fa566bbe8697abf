using System.Formats.Asn1;
using System.Security.Cryptography;
using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Tests.Cryptography;

public sealed class SignatureTests
{
    private static readonly Dictionary<string, SignatureScheme> Schemes = new(StringComparer.Ordinal)
    {
        ["P-256"] = SignatureScheme.P256,
        ["P-384"] = SignatureScheme.P384,
        ["P-521"] = SignatureScheme.P521,
        ["Ed25519"] = SignatureScheme.Ed25519,
        ["Ed448"] = SignatureScheme.Ed448,
    };

    public static TheoryData<string> Names => [.. Schemes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_key_is_determined_by_its_randomness_and_survives_storage(string name)
    {
        SignatureScheme scheme = Schemes[name];
        using SigningKey first = scheme.Generate(bytes => bytes.Fill(0x11));
        using SigningKey second = scheme.Generate(bytes => bytes.Fill(0x11));
        using Secret stored = first.ExportPrivateKey();
        using SigningKey restored = scheme.Import(stored.Bytes);
        Assert.Equal(scheme.PublicKeyLength, first.PublicKey.Length);
        Assert.Equal(scheme.PrivateKeyLength, stored.Length);
        Assert.Equal(first.PublicKey.ToArray(), second.PublicKey.ToArray());
        Assert.Equal(first.PublicKey.ToArray(), restored.PublicKey.ToArray());
        VerifyingKey verifying = scheme.ParsePublicKey(first.PublicKey.Span);
        Assert.Equal(first.PublicKey.ToArray(), verifying.Raw.ToArray());
        Assert.True(verifying.Verify([1], restored.Sign([1])));
    }

    [Theory]
    [InlineData("P-256")]
    [InlineData("P-384")]
    public void Randomness_that_is_no_scalar_is_drawn_again(string name)
    {
        SignatureScheme scheme = Schemes[name];
        int draws = 0;
        using SigningKey key = scheme.Generate(bytes => bytes.Fill((byte)(draws++ == 0 ? 0xFF : 0x01)));
        Assert.Equal(2, draws);
        using Secret scalar = key.ExportPrivateKey();
        Assert.True(scalar.FixedTimeEquals(Enumerable.Repeat((byte)1, scalar.Length).ToArray()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_signed_with_a_wiped_key(string name)
    {
        SigningKey key = Schemes[name].Generate(RandomNumberGenerator.Fill);
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign([1]));
        Assert.Throws<ObjectDisposedException>(() => key.ExportPrivateKey());
        key.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Bytes_that_are_no_signature_do_not_verify_and_do_not_throw(string name)
    {
        SignatureScheme scheme = Schemes[name];
        using SigningKey key = scheme.Generate(RandomNumberGenerator.Fill);
        VerifyingKey verifying = scheme.ParsePublicKey(key.PublicKey.Span);
        byte[] signature = key.Sign([1]);
        Assert.True(verifying.Verify([1], signature));
        Assert.False(verifying.Verify([1], []));
        Assert.False(verifying.Verify([1], [.. signature, 0]));
        for (int length = 0; length < signature.Length; length++)
        {
            Assert.False(verifying.Verify([1], signature.AsSpan(0, length)));
        }

        for (int bit = 0; bit < 8 * signature.Length; bit += 5)
        {
            byte[] changed = [.. signature];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(verifying.Verify([1], changed));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Keys_of_other_lengths_are_refused(string name)
    {
        SignatureScheme scheme = Schemes[name];
        using SigningKey key = scheme.Generate(RandomNumberGenerator.Fill);
        using Secret secret = key.ExportPrivateKey();
        byte[] raw = key.PublicKey.ToArray();
        foreach (byte[] wrong in new[] { [], raw[1..], [.. raw, 0] })
        {
            Assert.Equal("signature_public_key", Refused(() => scheme.ParsePublicKey(wrong)));
        }

        foreach (
            byte[] wrong in (byte[][])
                [
                    [],
                    [.. secret.Bytes, 0],
                ]
        )
        {
            Assert.Equal("signature_private_key", Refused(() => scheme.Import(wrong)));
        }
    }

    [Theory]
    [InlineData("P-256")]
    [InlineData("P-384")]
    [InlineData("P-521")]
    public void Zeros_in_front_of_a_scalar_may_be_missing(string name)
    {
        SignatureScheme scheme = Schemes[name];
        byte[] scalar = new byte[scheme.PrivateKeyLength];
        scalar[^1] = 7;
        using SigningKey full = scheme.Import(scalar);
        using SigningKey cut = scheme.Import([7]);
        Assert.Equal(full.PublicKey, cut.PublicKey);
        using Secret exported = cut.ExportPrivateKey();
        Assert.Equal(scalar, exported.Bytes.ToArray());
    }

    [Theory]
    [InlineData("P-256")]
    [InlineData("P-384")]
    [InlineData("P-521")]
    public void Keys_off_the_curve_and_scalars_out_of_range_are_refused(string name)
    {
        SignatureScheme scheme = Schemes[name];
        using SigningKey key = scheme.Generate(RandomNumberGenerator.Fill);
        byte[] raw = key.PublicKey.ToArray();
        foreach (byte[] bad in new[] { [.. raw[..^1], (byte)(raw[^1] ^ 1)], [6, .. raw[1..]], new byte[raw.Length] })
        {
            Assert.Equal("signature_public_key", Refused(() => scheme.ParsePublicKey(bad)));
        }

        byte[] tooLarge = [.. Enumerable.Repeat((byte)0xFF, scheme.PrivateKeyLength)];
        Assert.Equal("signature_private_key", Refused(() => scheme.Import(tooLarge)));
        Assert.Equal("signature_private_key", Refused(() => scheme.Import(new byte[scheme.PrivateKeyLength])));
    }

    [Fact]
    public void A_point_that_is_none_is_refused_as_key_of_Ed448()
    {
        byte[] noPoint = [.. Enumerable.Repeat((byte)0xFF, 57)];
        Assert.Equal("signature_public_key", Refused(() => SignatureScheme.Ed448.ParsePublicKey(noPoint)));
    }

    [Theory]
    [InlineData("3006020101020101", true)]
    [InlineData("300602010102010100", false)] // trailing byte
    [InlineData("3007020101020101", false)] // longer than what follows
    [InlineData("308106020101020101", false)] // length not minimal
    [InlineData("3080020101020101" + "0000", false)] // indefinite length
    [InlineData("300702020001020101", false)] // integer not minimal
    [InlineData("3006020100020101", false)] // zero
    [InlineData("3006020181020101", false)] // negative
    [InlineData("3009020101020101020101", false)] // three integers
    [InlineData("3003020101", false)] // one integer
    [InlineData("3106020101020101", false)] // a set
    [InlineData("", false)]
    [InlineData("30", false)]
    public void Only_the_one_encoding_of_a_signature_is_taken(string hex, bool strict)
    {
        byte[] signature = Convert.FromHexString(hex);
        Assert.Equal(strict, DerSignature.IsStrict(signature));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(48)]
    [InlineData(66)] // beyond 127 bytes of content
    public void A_signature_is_encoded_as_the_platform_does(int length)
    {
        byte[] number = new byte[length];
        number[^1] = 1;
        for (int i = 0; i < length; i++)
        {
            foreach (byte first in (byte[])[0x01, 0x7F, 0x80, 0xFF])
            {
                // One number that begins with zeros, one that begins with every kind of byte.
                byte[] other = [first, .. new byte[length - 1]];
                number[i] = first;
                AsnWriter expected = new(AsnEncodingRules.DER);
                using (expected.PushSequence())
                {
                    expected.WriteIntegerUnsigned(number.AsSpan().TrimStart((byte)0));
                    expected.WriteIntegerUnsigned(other);
                }

                byte[] encoded = DerSignature.Encode([.. number, .. other]);
                Assert.Equal(expected.Encode(), encoded);
                Assert.True(DerSignature.IsStrict(encoded));
            }

            number[i] = 0;
            number[^1] = 1;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Threads_share_keys(string name)
    {
        SignatureScheme scheme = Schemes[name];
        using SigningKey key = scheme.Generate(RandomNumberGenerator.Fill);
        VerifyingKey verifying = scheme.ParsePublicKey(key.PublicKey.Span);
        Parallel.For(0, 40, i => Assert.True(verifying.Verify([(byte)i], key.Sign([(byte)i]))));
    }

    private static string Refused(Action attempt) => Assert.Throws<MlsException>(attempt).Rule;
}
