using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;

namespace Sotto.Mls.Tests.KeySchedule;

/// <summary>How pre-shared keys are mixed (RFC 9420 section 8.4).</summary>
public sealed class PreSharedKeySecretTests
{
    [Fact]
    public void Without_any_the_secret_is_zero() => Assert.Equal(new byte[32], Mix());

    [Fact]
    public void They_are_mixed_as_the_RFC_says()
    {
        byte[] zeros = new byte[32];
        byte[] mixed = new byte[32];
        (string Name, byte Key)[] keys = [("first", 1), ("second", 2)];
        for (int i = 0; i < keys.Length; i++)
        {
            using TlsWriter label = new();
            label.Structure(Id(keys[i].Name)).UInt16((ushort)i).UInt16(2);
            byte[] extracted = new byte[32];
            Fixed.Suite.Extract(zeros, Fixed.Bytes(keys[i].Key), extracted);
            byte[] input = Fixed.Expand(extracted, "derived psk"u8, label.Written);
            byte[] next = new byte[32];
            Fixed.Suite.Extract(input, mixed, next);
            mixed = next;
        }

        Assert.Equal(mixed, Mix(keys));
    }

    [Fact]
    public void Order_number_name_and_repetition_all_count()
    {
        byte[][] mixes =
        [
            Mix(("a", 1)),
            Mix(("a", 2)),
            Mix(("b", 1)),
            Mix(("a", 1), ("b", 2)),
            Mix(("b", 2), ("a", 1)),
            Mix(("a", 1), ("a", 1)),
        ];
        Assert.Equal(mixes.Length, mixes.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void Keys_of_any_length_are_taken_and_stay_the_callers()
    {
        using Secret empty = new(0);
        using Secret long0 = Fixed.Secret(4, 500);
        using Secret mixed = PreSharedKeySecret.Compute(Fixed.Suite, [(Id("a"), empty), (Id("b"), long0)]);
        Assert.Equal(32, mixed.Length);
        Assert.False(empty.IsWiped);
        Assert.Equal(Fixed.Bytes(4, 500), long0.Bytes);
    }

    private static PreSharedKeyId Id(string name) =>
        PreSharedKeyId.OfExternal(System.Text.Encoding.ASCII.GetBytes(name), Fixed.Bytes(7));

    private static byte[] Mix(params (string Name, byte Key)[] keys)
    {
        using Secret mixed = PreSharedKeySecret.Compute(
            Fixed.Suite,
            [.. keys.Select(key => (Id(key.Name), Fixed.Secret(key.Key)))]
        );
        return mixed.Bytes.ToArray();
    }
}
