using System.Formats.Cbor;

namespace Sotto.Protocol;

/// <summary>
/// Reads the fields of one frame in order. Deterministic encoding is enforced: shortest integers, definite lengths,
/// valid UTF-8; every other encoding of the same frame is refused.
/// </summary>
internal sealed class FrameReader
{
    private const int EnvelopeFields = 3;
    private const int MaxCodeCharacters = 64;
    private static readonly long MaxMilliseconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private readonly CborReader _reader;
    private readonly ConversationId? _conversation;
    private readonly long _sequence;
    private readonly int _fields;

    private FrameReader(CborReader reader)
    {
        _reader = reader;
        _fields = (reader.ReadStartArray() ?? throw new FrameException("indefinite_length")) - EnvelopeFields;
        Kind = (FrameKind)Math.Min(Number(), int.MaxValue);
        _conversation = OptionalConversation();
        _sequence = Number();
    }

    internal FrameKind Kind { get; }

    /// <summary>Reads frames until the bytes end; whatever is wrong becomes a <see cref="FrameException" />.</summary>
    internal static List<T> ReadAll<T>(ReadOnlyMemory<byte> bytes, Func<FrameReader, T> body)
    {
        try
        {
            CborReader reader = new(bytes, CborConformanceMode.Canonical, allowMultipleRootLevelValues: true);
            List<T> frames = [];
            while (reader.BytesRemaining > 0)
            {
                FrameReader frame = new(reader);
                frames.Add(body(frame));
                reader.ReadEndArray();
            }

            return frames;
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException)
        {
            throw new FrameException("malformed_frame", e);
        }
    }

    internal static T ReadOne<T>(ReadOnlyMemory<byte> bytes, Func<FrameReader, T> body) =>
        ReadAll(bytes, body) is [T frame] ? frame : throw new FrameException("not_one_frame");

    /// <summary>The frame is about no conversation.</summary>
    internal void Unbound(int fields)
    {
        Expect(_conversation is null && _sequence == 0, fields);
    }

    /// <summary>The frame is about a conversation, outside its order.</summary>
    internal ConversationId Unordered(int fields)
    {
        Expect(_conversation is not null && _sequence == 0, fields);
        return _conversation.GetValueOrDefault();
    }

    /// <summary>The frame has a place in a conversation's order.</summary>
    internal (ConversationId Conversation, long Sequence) Ordered(int fields)
    {
        Expect(_conversation is not null && _sequence > 0, fields);
        return (_conversation.GetValueOrDefault(), _sequence);
    }

    /// <summary>The frame is about a conversation or none, outside any order.</summary>
    internal ConversationId? Optional(int fields)
    {
        Expect(_sequence == 0, fields);
        return _conversation;
    }

    /// <summary>Never negative, and exact in a browser's number.</summary>
    internal long Number()
    {
        const long MaxSafeInteger = (1L << 53) - 1;
        ulong value = _reader.ReadUInt64();
        return value <= MaxSafeInteger ? (long)value : throw new FrameException("number_too_large");
    }

    internal DateTimeOffset Time()
    {
        long milliseconds = Number();
        return milliseconds <= MaxMilliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw new FrameException("time_out_of_range");
    }

    internal string Text(int maxCharacters = MaxCodeCharacters)
    {
        string text = _reader.ReadTextString();
        return text.Length > 0 && text.Length <= maxCharacters ? text : throw new FrameException("text_length");
    }

    internal Bytes Bytes(int maxBytes)
    {
        ReadOnlyMemory<byte> bytes = _reader.ReadByteString();
        return bytes.Length > 0 && bytes.Length <= maxBytes ? new(bytes) : throw new FrameException("bytes_length");
    }

    /// <summary>A problem's code.</summary>
    internal string Code()
    {
        string code = Text();
        return code.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
            ? code
            : throw new FrameException("code");
    }

    internal Bytes Commitment()
    {
        Bytes commitment = Bytes(Limits.CommitmentBytes);
        return commitment.Length == Limits.CommitmentBytes ? commitment : throw new FrameException("commitment_length");
    }

    internal T Id<T>()
        where T : struct, IId<T> => IdText.TryParse(Text(), out T id) ? id : throw new FrameException("wrong_id");

    internal T Name<T>()
        where T : struct, Enum =>
        WireName.TryParse(Text(), out T value) ? value : throw new FrameException("unknown_name");

    private ConversationId? OptionalConversation()
    {
        if (_reader.PeekState() != CborReaderState.Null)
        {
            return Id<ConversationId>();
        }

        _reader.ReadNull();
        return null;
    }

    private void Expect(bool envelope, int fields)
    {
        if (!envelope || fields != _fields)
        {
            throw new FrameException("wrong_shape");
        }
    }
}
