using Sotto.Protocol;

namespace Sotto.Server.Conversations;

/// <summary>A conversation as stored, with the asking device's membership.</summary>
internal sealed record ConversationRow(
    string ConversationId,
    string OrganisationId,
    string InboxId,
    string CustomerId,
    string Status,
    long GroupNumber,
    long Epoch,
    long FirstMessageEpoch,
    long LastSequence,
    long ForgottenSequence,
    long CreatedAt,
    long LastActivityAt,
    long? DeletedAt,
    long JoinedSequence,
    long CursorSequence,
    long? RemovedSequence
)
{
    public ConversationStatus CurrentStatus => Enum.Parse<ConversationStatus>(Status);
}
