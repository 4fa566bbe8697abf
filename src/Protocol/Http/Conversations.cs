namespace Sotto.Protocol.Http;

/// <summary>A conversation that the calling device is a member of.</summary>
public sealed record ConversationSummary(
    ConversationId Conversation,
    InboxId Inbox,
    CustomerId Customer,
    ConversationStatus Status,
    long Epoch,
    long LastSequence,
    long Cursor,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastActivityAt
);

/// <summary><c>GET /v1/conversations</c>, newest activity first.</summary>
public sealed record ConversationList(IReadOnlyList<ConversationSummary> Conversations);

/// <summary><c>POST /v1/conversations/{cnv}/messages</c>; the message id is the idempotency key.</summary>
public sealed record SendMessageRequest(MessageId Message, long Epoch, Bytes PrivateMessage, Bytes Commitment);

/// <summary>The command is on disk with this place in the conversation's order.</summary>
public sealed record Sequenced(long Sequence, DateTimeOffset At);

/// <summary><c>POST /v1/conversations/{cnv}/commits</c>; <c>Epoch</c> is the one the commit was made in.</summary>
public sealed record SubmitCommitRequest(long Epoch, Bytes Commit, Bytes GroupInfo, Bytes? Welcome = null);

/// <summary>The commit was the first of its epoch; <c>Epoch</c> is the one it began.</summary>
public sealed record CommitAccepted(long Sequence, long Epoch, DateTimeOffset At);

/// <summary>
/// <c>POST /v1/conversations/{cnv}/admissions</c>: a new browser of a person who is or was in the conversation asks to be
/// let in. The credential of the key package carries the word of that person's vault for this very device.
/// </summary>
public sealed record AskAdmissionRequest(Bytes KeyPackage);

/// <summary>Somebody waits to be let in. Unverified: members check every word of the key package.</summary>
public sealed record PendingAdmission(
    ConversationId Conversation,
    DeviceId Device,
    Bytes KeyPackage,
    DateTimeOffset AskedAt
);

/// <summary>
/// <c>GET /v1/admissions?after=…</c>: who waits, in the conversations that the calling device is a member of, a page at a
/// time. <c>Next</c> is the <c>after</c> of the next page; without it this was the last.
/// </summary>
public sealed record AdmissionList(IReadOnlyList<PendingAdmission> Admissions, string? Next);

/// <summary><c>POST /v1/conversations/{cnv}/acknowledgements</c>: everything up to here is persisted on the device.</summary>
public sealed record AcknowledgeRequest(long Sequence);

/// <summary><c>POST /v1/conversations/{cnv}/typing</c>.</summary>
public sealed record TypingRequest(Bytes Typing);

/// <summary><c>PUT /v1/conversations/{cnv}/status</c>.</summary>
public sealed record ChangeStatusRequest(ConversationStatus Status);

/// <summary>Members of the problem document of <c>stale_epoch</c>: the current epoch and the frames missed.</summary>
public sealed record StaleEpoch(long Epoch, IReadOnlyList<Bytes> Events);
