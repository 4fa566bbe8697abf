namespace Sotto.Protocol;

/// <summary>Fields and their order of every frame from the server, written and read side by side.</summary>
internal static class ServerFrameCodec
{
    private const int MaxNonceCharacters = 256;

    internal static ServerFrame Decode(ReadOnlyMemory<byte> bytes) => FrameReader.ReadOne(bytes, Read);

    internal static List<ServerFrame> DecodeSequence(ReadOnlyMemory<byte> bytes) => FrameReader.ReadAll(bytes, Read);

    internal static byte[] Encode(ServerFrame frame) =>
        frame switch
        {
            ServerFrame.Nonce f => Unbound(FrameKind.Nonce, 1).Text(f.Value).End(),
            ServerFrame.Ready f => Unbound(FrameKind.Ready, 1).Time(f.Now).End(),
            ServerFrame.Welcome f => Write(f),
            ServerFrame.Commit f => Ordered(FrameKind.Commit, f.Conversation, f.Sequence, 4)
                .Time(f.At)
                .Id(f.Sender)
                .Number(f.Epoch)
                .Bytes(f.MlsMessage)
                .End(),
            ServerFrame.Message f => Write(f),
            ServerFrame.StatusChanged f => Ordered(FrameKind.Status, f.Conversation, f.Sequence, 3)
                .Time(f.At)
                .Id(f.Device)
                .Text(WireName.Of(f.Value))
                .End(),
            ServerFrame.Deleted f => Ordered(FrameKind.Deleted, f.Conversation, f.Sequence, 2)
                .Time(f.At)
                .Id(f.Device)
                .End(),
            ServerFrame.Typing f => new FrameWriter(FrameKind.ServerTyping, f.Conversation, 0, 2)
                .Id(f.Sender)
                .Bytes(f.Signal)
                .End(),
            ServerFrame.CaughtUp f => Unbound(FrameKind.CaughtUp, 1).Time(f.Now).End(),
            ServerFrame.Accepted f => Ordered(FrameKind.Accepted, f.Conversation, f.Sequence, 2)
                .Time(f.At)
                .Number(f.RequestId)
                .End(),
            ServerFrame.Refused f => new FrameWriter(FrameKind.Refused, f.Conversation, 0, 2)
                .Number(f.RequestId)
                .Text(f.Code)
                .End(),
            ServerFrame.Gap f => Ordered(FrameKind.Gap, f.Conversation, f.Sequence, 0).End(),
            ServerFrame.Ended f => Unbound(FrameKind.Ended, 1).Text(f.Code).End(),
            ServerFrame.Directory f => Unbound(FrameKind.Directory, 1).Text(WireName.Of(f.What)).End(),
            _ => throw new ArgumentOutOfRangeException(nameof(frame)),
        };

    private static ServerFrame Read(FrameReader reader)
    {
        switch (reader.Kind)
        {
            case FrameKind.Nonce:
                reader.Unbound(1);
                return new ServerFrame.Nonce(reader.Text(MaxNonceCharacters));
            case FrameKind.Ready:
                reader.Unbound(1);
                return new ServerFrame.Ready(reader.Time());
            case FrameKind.CaughtUp:
                reader.Unbound(1);
                return new ServerFrame.CaughtUp(reader.Time());
            case FrameKind.Ended:
                reader.Unbound(1);
                return new ServerFrame.Ended(reader.Code());
            case FrameKind.Directory:
                reader.Unbound(1);
                return new ServerFrame.Directory(reader.Name<DirectoryChange>());
            case FrameKind.Refused:
                return new ServerFrame.Refused(reader.Optional(2), reader.Number(), reader.Code());
            case FrameKind.ServerTyping:
                return new ServerFrame.Typing(
                    reader.Unordered(2),
                    reader.Id<DeviceId>(),
                    reader.Bytes(Limits.TypingBytes)
                );
            default:
                return ReadOrdered(reader);
        }
    }

    // Arguments are evaluated from left to right, which is the order on the wire.
    private static ServerFrame ReadOrdered(FrameReader reader)
    {
        (ConversationId conversation, long sequence) = reader.Ordered(OrderedFields(reader.Kind));
        return reader.Kind switch
        {
            FrameKind.Gap => new ServerFrame.Gap(conversation, sequence),
            FrameKind.Accepted => new ServerFrame.Accepted(conversation, sequence, reader.Time(), reader.Number()),
            FrameKind.Deleted => new ServerFrame.Deleted(conversation, sequence, reader.Time(), reader.Id<DeviceId>()),
            FrameKind.Status => new ServerFrame.StatusChanged(
                conversation,
                sequence,
                reader.Time(),
                reader.Id<DeviceId>(),
                reader.Name<ConversationStatus>()
            ),
            FrameKind.Commit => new ServerFrame.Commit(
                conversation,
                sequence,
                reader.Time(),
                reader.Id<DeviceId>(),
                reader.Number(),
                reader.Bytes(Limits.GroupMessageBytes)
            ),
            FrameKind.Message => new ServerFrame.Message(
                conversation,
                sequence,
                reader.Time(),
                reader.Id<DeviceId>(),
                reader.Number(),
                reader.Id<MessageId>(),
                reader.Bytes(Limits.BodyBytes),
                reader.Commitment()
            ),
            _ => new ServerFrame.Welcome(
                conversation,
                sequence,
                reader.Time(),
                reader.Id<DeviceId>(),
                reader.Number(),
                reader.Bytes(Limits.GroupMessageBytes),
                reader.Id<InboxId>(),
                reader.Id<CustomerId>(),
                reader.Name<ConversationStatus>()
            ),
        };
    }

    private static int OrderedFields(FrameKind kind) =>
        kind switch
        {
            FrameKind.Gap => 0,
            FrameKind.Accepted or FrameKind.Deleted => 2,
            FrameKind.Status => 3,
            FrameKind.Commit => 4,
            FrameKind.Message => 6,
            FrameKind.Welcome => 7,
            _ => throw new FrameException("unknown_kind"),
        };

    private static byte[] Write(ServerFrame.Welcome frame) =>
        Ordered(FrameKind.Welcome, frame.Conversation, frame.Sequence, 7)
            .Time(frame.At)
            .Id(frame.Sender)
            .Number(frame.Epoch)
            .Bytes(frame.MlsMessage)
            .Id(frame.Inbox)
            .Id(frame.Customer)
            .Text(WireName.Of(frame.Status))
            .End();

    private static byte[] Write(ServerFrame.Message frame) =>
        Ordered(FrameKind.Message, frame.Conversation, frame.Sequence, 6)
            .Time(frame.At)
            .Id(frame.Sender)
            .Number(frame.Epoch)
            .Id(frame.Id)
            .Bytes(frame.MlsMessage)
            .Bytes(frame.Commitment)
            .End();

    private static FrameWriter Unbound(FrameKind kind, int fields) => new(kind, null, 0, fields);

    private static FrameWriter Ordered(FrameKind kind, ConversationId conversation, long sequence, int fields)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sequence);
        return new(kind, conversation, sequence, fields);
    }
}
