using System.Reflection;

namespace Sotto.Mls.Tests;

/// <summary>What was written may be secret: it is wiped wherever the writer leaves it.</summary>
public sealed class TlsWriterTests
{
    private const byte Mark = 0xA5;

    [Theory]
    [InlineData(0, "00")]
    [InlineData(1, "01")]
    [InlineData(63, "3F")]
    [InlineData(64, "4040")]
    [InlineData(16_383, "7FFF")]
    [InlineData(16_384, "80004000")]
    [InlineData((1 << 30) - 1, "BFFFFFFF")]
    public void Lengths_take_their_shortest_form(int length, string expected)
    {
        byte[] written = new byte[4];
        int taken = TlsWriter.WriteLength(length, written);
        Assert.Equal(expected, Convert.ToHexString(written.AsSpan(0, taken)));
    }

    [Fact]
    public void Longer_than_any_vector_is_the_callers_mistake() =>
        Assert.Throws<ArgumentException>(() => TlsWriter.WriteLength(1 << 30, new byte[4]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(70_000)]
    public void A_length_put_in_front_later_moves_the_content_and_nothing_else(int length)
    {
        byte[] content = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];
        using TlsWriter writer = new(16);
        writer.UInt16(0xBEEF);
        int start = writer.BeginVector();
        writer.Raw(content);
        writer.EndVector(start).UInt16(0xCAFE);
        using TlsWriter expected = new();
        expected.UInt16(0xBEEF).Opaque(content).UInt16(0xCAFE);
        Assert.Equal(expected.ToArray(), writer.ToArray());
        Assert.Equal(expected.Length, writer.Length);
    }

    [Fact]
    public void Vectors_within_vectors_keep_their_content()
    {
        using TlsWriter writer = new(1);
        int outer = writer.BeginVector();
        int inner = writer.BeginVector();
        writer.Zeros(100);
        writer.EndVector(inner).UInt16Vector([1, 2]).EndVector(outer);
        TlsReader reader = new(writer.Written);
        TlsReader within = new(reader.OpaqueSpan());
        Assert.Equal(new byte[100], within.Opaque());
        Assert.Equal([1, 2], within.UInt16Vector().Select(value => (int)value));
        within.End();
        reader.End();
    }

    [Fact]
    public void Everything_written_is_read_back()
    {
        using TlsWriter writer = new();
        writer.UInt8(1).UInt16(0x0203).UInt32(0x04050607).UInt64(0x08090A0B0C0D0E0F).Presence(true).Presence(false);
        writer.Optional(null).Zeros(2).Vector<Extension>([]);
        Assert.Equal(
            "0102030405060708090A0B0C0D0E0F" + "0100" + "00" + "0000" + "00",
            Convert.ToHexString(writer.Written)
        );
    }

    [Fact]
    public void Growing_wipes_the_buffer_that_was_too_small()
    {
        using TlsWriter writer = new(64);
        byte[] first = BufferOf(writer);
        writer.Raw(Marked(first.Length));
        Assert.Same(first, BufferOf(writer));
        writer.UInt8(Mark);
        Assert.NotSame(first, BufferOf(writer));
        Assert.DoesNotContain(Mark, first);
        Assert.Equal(Marked(first.Length + 1), writer.ToArray());
    }

    [Fact]
    public void Clearing_wipes_and_begins_anew()
    {
        using TlsWriter writer = new();
        writer.Raw(Marked(100));
        writer.Clear();
        Assert.Equal(0, writer.Length);
        Assert.DoesNotContain(Mark, BufferOf(writer));
        Assert.Equal([7], writer.UInt8(7).ToArray());
    }

    [Fact]
    public void Disposing_wipes_and_leaves_nothing_to_read()
    {
        TlsWriter writer = new();
        writer.Raw(Marked(100));
        byte[] buffer = BufferOf(writer);
        writer.Dispose();
        Assert.DoesNotContain(Mark, buffer);
        Assert.Equal(0, writer.Length);
        Assert.True(writer.Written.IsEmpty);
        writer.Dispose();
        Assert.Empty(BufferOf(writer));
    }

    [Fact]
    public void Zeros_are_zero_where_something_was_before()
    {
        using TlsWriter writer = new();
        byte[] buffer = BufferOf(writer);
        buffer.AsSpan().Fill(Mark);
        Assert.Equal(new byte[40], writer.Zeros(40).ToArray());
        Assert.Equal(Mark, buffer[40]);
        buffer.AsSpan().Clear();
    }

    private static byte[] Marked(int length)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill(Mark);
        return bytes;
    }

    private static byte[] BufferOf(TlsWriter writer) =>
        (byte[])
            typeof(TlsWriter).GetField("_buffer", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(writer)!;
}
