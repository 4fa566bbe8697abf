using System.Buffers.Binary;

namespace Sotto.Mls.Tests;

/// <summary>Every length has one encoding, every cut of it none (RFC 9420 section 2.1.2).</summary>
public sealed class TlsReaderBoundaryTests
{
    public static TheoryData<int, int> LengthsAndPrefixes =>
        new()
        {
            { 0, 1 },
            { 1, 1 },
            { 63, 1 },
            { 64, 2 },
            { 65, 2 },
            { 16_382, 2 },
            { 16_383, 2 },
            { 16_384, 4 },
            { 16_385, 4 },
        };

    [Theory]
    [MemberData(nameof(LengthsAndPrefixes))]
    public void A_length_is_written_in_its_shortest_form_and_read_back(int length, int prefix)
    {
        byte[] content = Numbered(length);
        using TlsWriter writer = new();
        byte[] encoding = writer.Opaque(content).ToArray();
        Assert.Equal(prefix + length, encoding.Length);
        Assert.Equal(
            prefix switch
            {
                1 => 0,
                2 => 1,
                _ => 2,
            },
            encoding[0] >> 6
        );
        TlsReader reader = new(encoding);
        Assert.Equal(content, reader.Opaque());
        reader.End();
    }

    [Theory]
    [MemberData(nameof(LengthsAndPrefixes))]
    public void A_vector_whose_last_byte_is_missing_is_refused(int length, int prefix)
    {
        using TlsWriter writer = new();
        byte[] cut = writer.Opaque(Numbered(length)).Written[..^1].ToArray();
        Assert.Equal(prefix + length - 1, cut.Length);
        Assert.Equal("truncated", Refusal(() => new TlsReader(cut).OpaqueSpan()));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(63, 2)]
    [InlineData(0, 4)]
    [InlineData(63, 4)]
    [InlineData(64, 4)]
    [InlineData(16_383, 4)]
    public void A_longer_form_than_needed_is_refused_even_with_all_its_bytes(int length, int prefix)
    {
        byte[] encoding = new byte[prefix + length];
        if (prefix == 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(encoding, (ushort)(0x4000 | length));
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(encoding, 0x8000_0000 | (uint)length);
        }

        Assert.Equal("vector_length_not_minimal", Refusal(() => new TlsReader(encoding).OpaqueSpan()));
    }

    [Fact]
    public void Every_reserved_prefix_is_refused()
    {
        for (int first = 0xC0; first <= 0xFF; first++)
        {
            byte[] encoding = new byte[1_000];
            encoding[0] = (byte)first;
            Assert.Equal("vector_length_reserved", Refusal(() => new TlsReader(encoding).VectorLength()));
        }
    }

    [Fact]
    public void The_largest_length_is_read_and_needs_its_bytes()
    {
        byte[] encoding = [0xBF, 0xFF, 0xFF, 0xFF];
        Assert.Equal((1 << 30) - 1, new TlsReader(encoding).VectorLength());
        Assert.Equal("truncated", Refusal(() => new TlsReader(encoding).OpaqueSpan()));
    }

    [Fact]
    public void Numbers_cut_at_any_byte_are_refused()
    {
        byte[] bytes = [1, 2, 3, 4, 5, 6, 7];
        Assert.Equal("truncated", Refusal(() => new TlsReader([]).UInt8()));
        Assert.Equal("truncated", Refusal(() => new TlsReader([]).Presence()));
        Assert.Equal("truncated", Refusal(() => new TlsReader(bytes.AsSpan(0, 1)).UInt16()));
        for (int length = 0; length < sizeof(uint); length++)
        {
            int cut = length;
            Assert.Equal("truncated", Refusal(() => new TlsReader(bytes.AsSpan(0, cut)).UInt32()));
        }

        for (int length = 0; length < sizeof(ulong); length++)
        {
            int cut = length;
            Assert.Equal("truncated", Refusal(() => new TlsReader(bytes.AsSpan(0, cut)).UInt64()));
        }
    }

    [Fact]
    public void A_presence_octet_says_whether_a_value_follows()
    {
        TlsReader reader = new([0, 1]);
        Assert.False(reader.Presence());
        Assert.True(reader.Presence());
        for (int octet = 2; octet <= byte.MaxValue; octet++)
        {
            byte[] wrong = [(byte)octet];
            Assert.Equal("presence_octet", Refusal(() => new TlsReader(wrong).Presence()));
        }
    }

    [Fact]
    public void A_byte_behind_the_end_is_refused_and_none_is_not()
    {
        byte[] bytes = [7, 0];
        Assert.Equal(
            "trailing_bytes",
            Refusal(() =>
            {
                TlsReader reader = new(bytes);
                reader.UInt8();
                reader.End();
            })
        );
        TlsReader whole = new(bytes);
        Assert.False(whole.IsAtEnd);
        Assert.Equal(2, whole.Remaining);
        Assert.Equal(0x0700, whole.UInt16());
        Assert.Equal(0, whole.Remaining);
        Assert.True(whole.Rest.IsEmpty);
        whole.End();
    }

    [Theory]
    [InlineData("00", new int[0])]
    [InlineData("020001", new[] { 1 })]
    [InlineData("0400010A0B", new[] { 1, 0x0A0B })]
    public void Vectors_of_numbers_are_read(string encoding, int[] expected) =>
        Assert.Equal(
            expected,
            new TlsReader(Convert.FromHexString(encoding)).UInt16Vector().Select(value => (int)value)
        );

    [Theory]
    [InlineData("0100")]
    [InlineData("0300010A")]
    public void Half_a_number_at_the_end_of_a_vector_is_refused(string encoding)
    {
        byte[] bytes = Convert.FromHexString(encoding);
        Assert.Equal("truncated", Refusal(() => new TlsReader(bytes).UInt16Vector()));
    }

    [Fact]
    public void An_element_that_crosses_the_end_of_its_vector_does_not_take_what_follows()
    {
        byte[] bytes = [3, 1, 2, 3, 4];
        Assert.Equal("truncated", Refusal(() => new TlsReader(bytes).Vector((ref TlsReader r) => r.UInt16())));
        TlsReader reader = new([2, 1, 2, 3]);
        Assert.Equal([0x0102], reader.Vector((ref TlsReader r) => (int)r.UInt16()));
        Assert.Equal(3, reader.UInt8());
    }

    private static string Refusal(Action read) => Assert.Throws<MlsException>(read).Rule;

    private static byte[] Numbered(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];
}
