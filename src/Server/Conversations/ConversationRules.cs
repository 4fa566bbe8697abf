namespace Sotto.Server.Conversations;

/// <summary>Decisions about a conversation that need nothing but its state.</summary>
internal static class ConversationRules
{
    /// <summary>Clients keep the receive keys of this many epochs; an older message nobody could read.</summary>
    private const long LateEpochs = 5;

    /// <summary>
    /// Whether an application message of <paramref name="epoch"/> may still be stored. Messages made before the last
    /// removal are refused: the removed could read them, so the sender encrypts again.
    /// </summary>
    public static bool AcceptsMessage(ConversationRow conversation, long epoch) =>
        epoch <= conversation.Epoch
        && epoch >= conversation.FirstMessageEpoch
        && epoch >= conversation.Epoch - LateEpochs;

    /// <summary>One commit per epoch: only the first one made in the current epoch is accepted.</summary>
    public static bool AcceptsCommit(ConversationRow conversation, long epoch) => epoch == conversation.Epoch;
}
