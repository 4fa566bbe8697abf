using System.Text.Json;
using Sotto.Mls;

namespace Sotto.Cli.Vectors;

internal sealed class DeserializationFamily : CaseArrayFamily
{
    internal override string Name => "deserialization";

    private protected override IReadOnlyList<string> Members => ["vlbytes_header", "length"];

    private protected override void Replay(JsonElement vector)
    {
        byte[] header = vector.Bytes("vlbytes_header");
        int length = vector.Number("length");
        TlsReader reader = new(header);
        Expect.True("length", reader.VectorLength() == length && reader.IsAtEnd);
        Span<byte> written = stackalloc byte[sizeof(uint)];
        Expect.Equal("vlbytes_header", header, written[..TlsWriter.WriteLength(length, written)]);
    }
}
