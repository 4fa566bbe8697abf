using Sotto.Protocol;

namespace Sotto.Server.Conversations.Events;

/// <summary>
/// Something for a connection to send. A stored event has a sequence above 0. The frame is encoded once for everybody;
/// without one, each connection reads the event from the store, because members get different frames for it.
/// </summary>
internal sealed record Notice(ConversationId? Conversation, long Sequence, Lazy<byte[]>? Frame);
