using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Conversations.Admissions;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Conversations;

/// <summary>Where a commit stands that changes who is there, and what it was submitted with.</summary>
internal sealed record CommitPlace(long Sequence, SubmitCommitRequest Request, StorageKey Storage)
{
    public long NextEpoch => Request.Epoch + 1;
}

/// <summary>Writes what a commit does to the members, in the transaction that stores it.</summary>
internal sealed class MembershipStore(AuditLog audit)
{
    /// <summary>Stores who leaves and who enters, with the Welcome, and says so in the audit log.</summary>
    public void Write(
        WriteTransaction transaction,
        DeviceCaller caller,
        ConversationRow conversation,
        MembershipChange change,
        CommitPlace commit
    )
    {
        if (change.IsNone)
        {
            return;
        }

        Remove(transaction, conversation, change.Removed, commit);
        Admit(transaction, conversation, change.Admitted, commit);
        audit.Append(
            transaction,
            caller.Organisation,
            AuditKind.MembershipChanged,
            caller.Owner,
            new
            {
                conversation = conversation.ConversationId,
                removed = change.Removed,
                admitted = change.Admitted,
            }
        );
    }

    /// <summary>
    /// The removed get nothing more, not even what waits for them, and messages of earlier epochs, which they could
    /// read, are refused from here on.
    /// </summary>
    private static void Remove(
        WriteTransaction transaction,
        ConversationRow conversation,
        IReadOnlyList<DeviceId> removed,
        CommitPlace commit
    )
    {
        foreach (DeviceId device in removed)
        {
            transaction.Execute(
                "UPDATE conversation_members SET removed_sequence = @Sequence WHERE conversation_id = @ConversationId "
                    + "AND organisation_id = @OrganisationId AND device_id = @device",
                new
                {
                    conversation.ConversationId,
                    conversation.OrganisationId,
                    device = device.ToString(),
                    commit.Sequence,
                }
            );
        }

        if (removed.Count > 0)
        {
            transaction.Execute(
                "UPDATE conversations SET first_message_epoch = @NextEpoch WHERE conversation_id = @ConversationId "
                    + "AND organisation_id = @OrganisationId",
                new
                {
                    conversation.ConversationId,
                    conversation.OrganisationId,
                    commit.NextEpoch,
                }
            );
        }
    }

    /// <summary>The admitted get the Welcome in place of the commit, and nothing from before it.</summary>
    private static void Admit(
        WriteTransaction transaction,
        ConversationRow conversation,
        IReadOnlyList<DeviceId> admitted,
        CommitPlace commit
    )
    {
        foreach (DeviceId device in admitted)
        {
            transaction.Execute(
                "INSERT INTO conversation_members (conversation_id, organisation_id, device_id, joined_sequence, "
                    + "cursor_sequence) VALUES (@ConversationId, @OrganisationId, @device, @Sequence, @cursor)",
                new
                {
                    conversation.ConversationId,
                    conversation.OrganisationId,
                    device = device.ToString(),
                    commit.Sequence,
                    cursor = commit.Sequence - 1,
                }
            );
            AdmissionStore.Remove(transaction, conversation, device);
        }

        if (commit.Request.Welcome is { } welcome)
        {
            transaction.Execute(
                "INSERT INTO welcomes (conversation_id, organisation_id, sequence, body) "
                    + "VALUES (@ConversationId, @OrganisationId, @Sequence, @body)",
                new
                {
                    conversation.ConversationId,
                    conversation.OrganisationId,
                    commit.Sequence,
                    body = commit.Storage.Wrap(
                        Places.Welcome(conversation.ConversationId),
                        commit.NextEpoch,
                        welcome.Span
                    ),
                }
            );
        }
    }
}
