namespace Sotto.Protocol;

/// <summary>Fields and their order of every frame from a device, written and read side by side.</summary>
internal static class ClientFrameCodec
{
    internal static ClientFrame Decode(ReadOnlyMemory<byte> bytes) => FrameReader.ReadOne(bytes, Read);

    internal static byte[] Encode(ClientFrame frame) =>
        frame switch
        {
            ClientFrame.Proof f => new FrameWriter(FrameKind.Proof, null, 0, 1).Text(f.Jws).End(),
            ClientFrame.Send f => new FrameWriter(FrameKind.Send, f.Conversation, 0, 5)
                .Number(f.RequestId)
                .Id(f.Id)
                .Number(f.Epoch)
                .Bytes(f.PrivateMessage)
                .Bytes(f.Commitment)
                .End(),
            ClientFrame.Acknowledge f => new FrameWriter(FrameKind.Acknowledge, f.Conversation, f.Sequence, 1)
                .Number(f.RequestId)
                .End(),
            ClientFrame.Typing f => new FrameWriter(FrameKind.ClientTyping, f.Conversation, 0, 1).Bytes(f.Signal).End(),
            _ => throw new ArgumentOutOfRangeException(nameof(frame)),
        };

    private static ClientFrame Read(FrameReader reader)
    {
        switch (reader.Kind)
        {
            case FrameKind.Proof:
                reader.Unbound(1);
                return new ClientFrame.Proof(reader.Text(Limits.JwsCharacters));
            case FrameKind.Send:
                return new ClientFrame.Send(
                    reader.Unordered(5),
                    reader.Number(),
                    reader.Id<MessageId>(),
                    reader.Number(),
                    reader.Bytes(Limits.BodyBytes),
                    reader.Commitment()
                );
            case FrameKind.Acknowledge:
                (ConversationId conversation, long sequence) = reader.Ordered(1);
                return new ClientFrame.Acknowledge(conversation, sequence, reader.Number());
            case FrameKind.ClientTyping:
                return new ClientFrame.Typing(reader.Unordered(1), reader.Bytes(Limits.TypingBytes));
            default:
                throw new FrameException("unknown_kind");
        }
    }
}
