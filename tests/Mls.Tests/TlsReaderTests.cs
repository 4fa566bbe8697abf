namespace Sotto.Mls.Tests;

public sealed class TlsReaderTests
{
    [Theory]
    [InlineData("4000", "vector_length_not_minimal")]
    [InlineData("403F", "vector_length_not_minimal")]
    [InlineData("80000000", "vector_length_not_minimal")]
    [InlineData("80003FFF", "vector_length_not_minimal")]
    [InlineData("C0", "vector_length_reserved")]
    [InlineData("FFFFFFFF", "vector_length_reserved")]
    [InlineData("", "truncated")]
    [InlineData("40", "truncated")]
    [InlineData("800040", "truncated")]
    public void A_length_with_a_shorter_form_or_none_is_refused(string header, string rule)
    {
        byte[] bytes = Convert.FromHexString(header);
        MlsException refusal = Assert.Throws<MlsException>(() => new TlsReader(bytes).VectorLength());
        Assert.Equal(rule, refusal.Rule);
    }

    [Fact]
    public void A_length_of_a_gigabyte_is_refused_before_anything_is_reserved()
    {
        byte[] bytes = Convert.FromHexString("BFFFFFFF00");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<MlsException>(() => new TlsReader(bytes).Opaque());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(255)]
    public void A_presence_octet_is_zero_or_one(byte octet)
    {
        byte[] bytes = [octet];
        Assert.Equal("presence_octet", Assert.Throws<MlsException>(() => new TlsReader(bytes).Presence()).Rule);
    }

    [Fact]
    public void An_element_may_not_cross_the_end_of_its_vector()
    {
        byte[] bytes = [3, 0, 1, 0, 2];
        Assert.Equal("truncated", Assert.Throws<MlsException>(() => new TlsReader(bytes).UInt16Vector()).Rule);
    }

    [Fact]
    public void Integers_are_big_endian()
    {
        TlsReader reader = new(Convert.FromHexString("01" + "0203" + "04050607" + "08090A0B0C0D0E0F"));
        Assert.Equal(0x01, reader.UInt8());
        Assert.Equal(0x0203, reader.UInt16());
        Assert.Equal(0x04050607u, reader.UInt32());
        Assert.Equal(0x08090A0B0C0D0E0Ful, reader.UInt64());
        Assert.True(reader.IsAtEnd);
    }
}
