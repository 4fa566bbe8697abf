namespace Sotto.Protocol;

/// <summary>
/// A frame from the server to a device, one CBOR array in deterministic encoding. The kinds are closed: a frame of
/// another kind, length or type is refused.
/// </summary>
public abstract record ServerFrame
{
    private ServerFrame() { }

    /// <summary>The bytes on the wire.</summary>
    public byte[] Encode() => ServerFrameCodec.Encode(this);

    /// <summary>Reads one frame; throws <see cref="FrameException" /> for anything that is not exactly one.</summary>
    public static ServerFrame Decode(ReadOnlyMemory<byte> frame) => ServerFrameCodec.Decode(frame);

    /// <summary>Reads a CBOR sequence of frames (RFC 8742); throws <see cref="FrameException" />.</summary>
    public static IReadOnlyList<ServerFrame> DecodeSequence(ReadOnlyMemory<byte> frames) =>
        ServerFrameCodec.DecodeSequence(frames);

    /// <summary>First frame of a socket: what the device's proof must contain.</summary>
    public sealed record Nonce(string Value) : ServerFrame;

    /// <summary>The proof is accepted.</summary>
    public sealed record Ready(DateTimeOffset Now) : ServerFrame;

    /// <summary>The device was added; <c>Epoch</c> is the one it enters.</summary>
    public sealed record Welcome(
        ConversationId Conversation,
        long Sequence,
        DateTimeOffset At,
        DeviceId Sender,
        long Epoch,
        Bytes MlsMessage,
        InboxId Inbox,
        CustomerId Customer,
        ConversationStatus Status
    ) : ServerFrame;

    /// <summary>A commit; <c>Epoch</c> is the one it ends.</summary>
    public sealed record Commit(
        ConversationId Conversation,
        long Sequence,
        DateTimeOffset At,
        DeviceId Sender,
        long Epoch,
        Bytes MlsMessage
    ) : ServerFrame;

    /// <summary>An application message.</summary>
    public sealed record Message(
        ConversationId Conversation,
        long Sequence,
        DateTimeOffset At,
        DeviceId Sender,
        long Epoch,
        MessageId Id,
        Bytes MlsMessage,
        Bytes Commitment
    ) : ServerFrame;

    /// <summary>The conversation was resolved or opened again.</summary>
    public sealed record StatusChanged(
        ConversationId Conversation,
        long Sequence,
        DateTimeOffset At,
        DeviceId Device,
        ConversationStatus Value
    ) : ServerFrame;

    /// <summary>The conversation was deleted: wipe, then confirm.</summary>
    public sealed record Deleted(ConversationId Conversation, long Sequence, DateTimeOffset At, DeviceId Device)
        : ServerFrame;

    /// <summary>Somebody types; never stored.</summary>
    public sealed record Typing(ConversationId Conversation, DeviceId Sender, Bytes Signal) : ServerFrame;

    /// <summary>Everything missed has been sent; what follows is live.</summary>
    public sealed record CaughtUp(DateTimeOffset Now) : ServerFrame;

    /// <summary>The device's command is on disk.</summary>
    public sealed record Accepted(ConversationId Conversation, long Sequence, DateTimeOffset At, long RequestId)
        : ServerFrame;

    /// <summary>The device's command changed nothing; <c>Code</c> is one of <see cref="ProblemCodes" />.</summary>
    public sealed record Refused(ConversationId? Conversation, long RequestId, string Code) : ServerFrame;

    /// <summary>Everything up to and including <c>Sequence</c> is no longer stored.</summary>
    public sealed record Gap(ConversationId Conversation, long Sequence) : ServerFrame;

    /// <summary>The session is over; the socket closes.</summary>
    public sealed record Ended(string Code) : ServerFrame;

    /// <summary>Something of the directory is to be fetched again.</summary>
    public sealed record Directory(DirectoryChange What) : ServerFrame;
}
