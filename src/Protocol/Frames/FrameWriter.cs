using System.Formats.Cbor;

namespace Sotto.Protocol;

/// <summary>Writes one frame in deterministic encoding.</summary>
internal sealed class FrameWriter
{
    private const int EnvelopeFields = 3;
    private readonly CborWriter _writer = new(CborConformanceMode.Canonical);

    internal FrameWriter(FrameKind kind, ConversationId? conversation, long sequence, int fields)
    {
        _writer.WriteStartArray(EnvelopeFields + fields);
        Number((int)kind);
        if (conversation is { } id)
        {
            Text(id.ToString());
        }
        else
        {
            _writer.WriteNull();
        }

        Number(sequence);
    }

    internal FrameWriter Number(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        _writer.WriteInt64(value);
        return this;
    }

    internal FrameWriter Time(DateTimeOffset time) => Number(time.ToUnixTimeMilliseconds());

    internal FrameWriter Text(string text)
    {
        _writer.WriteTextString(text);
        return this;
    }

    internal FrameWriter Id<T>(T id)
        where T : struct, IId<T> => Text(IdText.Format(id));

    internal FrameWriter Bytes(Bytes bytes)
    {
        _writer.WriteByteString(bytes.Span);
        return this;
    }

    internal byte[] End()
    {
        _writer.WriteEndArray();
        return _writer.Encode();
    }
}
