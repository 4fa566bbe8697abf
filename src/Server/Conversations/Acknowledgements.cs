using Sotto.Protocol;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Conversations;

/// <summary>
/// A device says up to where it has everything on its own disk. What every member has, the server forgets at once.
/// </summary>
internal sealed class Acknowledgements(Database database, TimeProvider time)
{
    public Task<(string? Refusal, DateTimeOffset At)> AcknowledgeAsync(
        DeviceCaller caller,
        ConversationId conversation,
        long sequence,
        CancellationToken cancel
    ) =>
        database.WriteAsync(
            transaction =>
            {
                ConversationRow? row = ConversationStore.FindForUpdate(transaction, caller, conversation);
                string? refusal =
                    row is null ? ProblemCodes.NotFound
                    : sequence < 0 || sequence > row.LastSequence ? ProblemCodes.Malformed
                    : null;
                if (refusal is null && sequence > row!.CursorSequence)
                {
                    Advance(transaction, caller, row, sequence);
                }

                return (refusal, time.GetUtcNow());
            },
            cancel
        );

    private static void Advance(WriteTransaction transaction, DeviceCaller caller, ConversationRow row, long sequence)
    {
        transaction.Execute(
            "UPDATE conversation_members SET cursor_sequence = @sequence WHERE conversation_id = @ConversationId "
                + "AND device_id = @device AND organisation_id = @OrganisationId",
            new
            {
                row.ConversationId,
                row.OrganisationId,
                device = caller.Device.ToString(),
                sequence,
            }
        );
        long everybodyHas = transaction.Get<long>(
            "SELECT MIN(cursor_sequence) FROM conversation_members WHERE conversation_id = @ConversationId "
                + "AND organisation_id = @OrganisationId AND removed_sequence IS NULL",
            new { row.ConversationId, row.OrganisationId }
        );
        if (everybodyHas > row.ForgottenSequence)
        {
            Forgetting.Forget(transaction, row.ConversationId, row.OrganisationId, row.ForgottenSequence, everybodyHas);
        }
    }
}
