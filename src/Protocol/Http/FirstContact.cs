namespace Sotto.Protocol.Http;

/// <summary><c>POST /v1/inboxes/{inb}/key-packages</c>: takes one key package of each device that has any.</summary>
public sealed record KeyPackagesRequest(IReadOnlyList<DeviceId> Devices);

/// <summary>A key package (an MLSMessage) that now belongs to the caller, unless it is the last-resort one.</summary>
public sealed record TakenKeyPackage(DeviceId Device, Bytes KeyPackage, bool LastResort);

/// <summary>Reply of <c>POST /v1/inboxes/{inb}/key-packages</c>; a device without stock is left out.</summary>
public sealed record TakenKeyPackages(IReadOnlyList<TakenKeyPackage> KeyPackages);

/// <summary>The first message of a conversation, in epoch 1.</summary>
public sealed record FirstMessage(MessageId Id, Bytes PrivateMessage, Bytes Commitment);

/// <summary><c>POST /v1/inboxes/{inb}/conversations</c>: accepted as a whole or not at all.</summary>
public sealed record StartConversationRequest(
    ConversationId Conversation,
    CustomerId Customer,
    DeviceId Device,
    string Credential,
    Bytes GroupInfo,
    Bytes Commit,
    Bytes Welcome,
    FirstMessage Message
);

/// <summary>The conversation exists and its first message has this sequence.</summary>
public sealed record ConversationStarted(ConversationId Conversation, long Sequence, DateTimeOffset At);
