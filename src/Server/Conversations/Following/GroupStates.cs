using Sotto.Protocol;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Conversations.Following;

/// <summary>A group as the server knows it, and the conversation it belongs to.</summary>
internal sealed record GroupRow(string InboxId, string CustomerId, long Epoch, byte[] Body);

/// <summary>
/// The public state of each conversation's group, one row for each, replaced in the transaction of every commit. It holds
/// credentials, so it is wrapped as content is, and goes with the conversation's storage key.
/// </summary>
internal static class GroupStates
{
    /// <summary>The group of a conversation that the caller is a member of; null for every other.</summary>
    public static Task<GroupRow?> FindAsync(
        Database database,
        DeviceCaller caller,
        ConversationId conversation,
        CancellationToken cancel
    ) =>
        database.ReadAsync(
            reader =>
                reader.FindAsync<GroupRow>(
                    ConversationStore.GroupOfMember,
                    ConversationStore.Member(caller, conversation)
                ),
            cancel
        );

    /// <summary>The group to which the row belongs, read for one request.</summary>
    public static byte[] Unwrap(ConversationId conversation, GroupRow row, StorageKey storage) =>
        storage.Unwrap(Places.Group(conversation.ToString()), row.Epoch, row.Body);

    /// <summary>Stores what a commit led to.</summary>
    public static void Put(
        WriteTransaction transaction,
        OrganisationId organisation,
        ConversationId conversation,
        FollowedStep step,
        StorageKey storage
    )
    {
        long epoch = step.Epoch + 1;
        transaction.Execute(
            "INSERT INTO group_states (conversation_id, organisation_id, epoch, body) "
                + "VALUES (@conversation, @organisation, @epoch, @body) ON CONFLICT (conversation_id) DO UPDATE "
                + "SET epoch = excluded.epoch, body = excluded.body",
            new
            {
                conversation = conversation.ToString(),
                organisation = organisation.ToString(),
                epoch,
                body = storage.Wrap(Places.Group(conversation.ToString()), epoch, step.State),
            }
        );
    }
}
