namespace Sotto.Protocol;

/// <summary>A frame from a device to the server, one CBOR array in deterministic encoding.</summary>
public abstract record ClientFrame
{
    private ClientFrame() { }

    /// <summary>The bytes on the wire.</summary>
    public byte[] Encode() => ClientFrameCodec.Encode(this);

    /// <summary>Reads one frame; throws <see cref="FrameException" /> for anything that is not exactly one.</summary>
    public static ClientFrame Decode(ReadOnlyMemory<byte> frame) => ClientFrameCodec.Decode(frame);

    /// <summary>Answers the server's nonce: a DPoP proof for <c>GET {PublicOrigin}/v1/events</c>.</summary>
    public sealed record Proof(string Jws) : ClientFrame;

    /// <summary>Sends an application message.</summary>
    public sealed record Send(
        ConversationId Conversation,
        long RequestId,
        MessageId Id,
        long Epoch,
        Bytes PrivateMessage,
        Bytes Commitment
    ) : ClientFrame;

    /// <summary>Everything up to <c>Sequence</c> is persisted on the device.</summary>
    public sealed record Acknowledge(ConversationId Conversation, long Sequence, long RequestId) : ClientFrame;

    /// <summary>A typing signal; never answered.</summary>
    public sealed record Typing(ConversationId Conversation, Bytes Signal) : ClientFrame;
}
