using System.Text.Json;
using Sotto.Mls;

namespace Sotto.Cli.Vectors.Mls;

internal sealed class DeserializationFamily : CaseArrayFamily
{
    public override string Name => "mls deserialization";

    protected override IReadOnlyList<string> Members => ["vlbytes_header", "length"];

    protected override void Check(JsonElement vector)
    {
        byte[] header = vector.Hex("vlbytes_header");
        int length = vector.Int("length");
        TlsReader reader = new(header);
        Expect.True(reader.VectorLength() == length && reader.IsAtEnd, "length");
        Span<byte> written = stackalloc byte[sizeof(uint)];
        Expect.Equal(header, written[..TlsWriter.WriteLength(length, written)], "vlbytes_header");
    }
}
