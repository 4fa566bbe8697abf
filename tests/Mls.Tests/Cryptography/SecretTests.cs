using System.Diagnostics;
using System.Reflection;
using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Tests.Cryptography;

public sealed class SecretTests
{
    [Fact]
    public void A_disposed_secret_is_wiped_and_cannot_be_used()
    {
        Secret secret = Secret.CopyOf([1, 2, 3]);
        Span<byte> memory = secret.Buffer;
        secret.Dispose();

        Assert.True(secret.IsWiped);
        Assert.Equal(new byte[3], memory.ToArray());
        Assert.Throws<ObjectDisposedException>(() => secret.Bytes.Length);
        Assert.Throws<ObjectDisposedException>(() => secret.Buffer.Length);
        Assert.Throws<ObjectDisposedException>(() => secret.Copy());
        Assert.Throws<ObjectDisposedException>(() => secret.FixedTimeEquals([1, 2, 3]));
        secret.Dispose();
    }

    [Fact]
    public void A_copy_lives_on_when_the_original_is_wiped()
    {
        using Secret original = Secret.CopyOf([7, 8]);
        using Secret copy = original.Copy();
        original.Dispose();
        Assert.True(copy.FixedTimeEquals([7, 8]));
    }

    [Fact]
    public void A_new_secret_is_zero_and_as_long_as_asked()
    {
        using Secret secret = new(5);
        Assert.Equal(5, secret.Length);
        Assert.True(secret.FixedTimeEquals(new byte[5]));
        Assert.False(secret.FixedTimeEquals(new byte[4]));
        Assert.False(secret.FixedTimeEquals([0, 0, 0, 0, 1]));
    }

    [Fact]
    public void Neither_text_nor_debugger_shows_a_secret()
    {
        using Secret secret = Secret.CopyOf([0xAB]);
        using KemPrivateKey decryption = Kem.X25519.DeriveKeyPair(new byte[32]);
        using SigningKey signing = SignatureScheme.Ed25519.Import(new byte[32]);
        foreach (object silent in new object[] { secret, decryption, signing })
        {
            Assert.Equal("[secret]", silent.ToString());
            Assert.Equal(
                "[secret]",
                silent.GetType().GetCustomAttribute<DebuggerDisplayAttribute>(inherit: true)?.Value
            );
        }

        const BindingFlags Members = BindingFlags.Instance | BindingFlags.NonPublic;
        foreach (
            MemberInfo shown in new MemberInfo?[]
            {
                typeof(Secret).GetProperty("Bytes", Members),
                typeof(Secret).GetProperty("Buffer", Members),
                typeof(Secret).GetField("_bytes", Members),
            }!
        )
        {
            DebuggerBrowsableAttribute? rule = shown.GetCustomAttribute<DebuggerBrowsableAttribute>();
            Assert.Equal(DebuggerBrowsableState.Never, rule?.State);
        }
    }
}
