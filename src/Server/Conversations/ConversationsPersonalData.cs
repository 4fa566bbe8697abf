using Sotto.Protocol;
using Sotto.Server.Privacy;
using Sotto.Storage;

namespace Sotto.Server.Conversations;

/// <summary>What conversations hold about people: who wrote when and how much, never what.</summary>
internal sealed class ConversationsPersonalData(Database database) : IPersonalData
{
    private static readonly string[] Erased = ["conversation_events", "welcomes", "group_states", "admissions"];

    private sealed record Activity(long Sequence, string SenderDevice, long CreatedAt);

    public IReadOnlyList<OwnedTable> Tables { get; } =
    [
        new(
            "conversations",
            ["customer_id", "created_at", "last_activity_at", "deleted_at"],
            [
                "conversation_id",
                "organisation_id",
                "inbox_id",
                "status",
                "group_number",
                "epoch",
                "first_message_epoch",
                "last_sequence",
                "forgotten_sequence",
            ]
        ),
        new(
            "conversation_members",
            ["device_id", "cursor_sequence", "wiped_at"],
            ["conversation_id", "organisation_id", "joined_sequence", "removed_sequence"]
        ),
        new(
            "conversation_events",
            ["sender_device", "body", "commitment", "created_at", "detail"],
            [
                "event_id",
                "conversation_id",
                "organisation_id",
                "sequence",
                "kind",
                "epoch",
                "message_id",
                "request_hash",
            ]
        ),
        new("welcomes", ["body"], ["conversation_id", "organisation_id", "sequence"]),
        new("group_states", ["body"], ["conversation_id", "organisation_id", "epoch"]),
        new(
            "admissions",
            ["device_id", "key_package", "asked_at"],
            ["conversation_id", "organisation_id", "reference"]
        ),
    ];

    public async Task<IReadOnlyDictionary<string, object>> ExportAsync(
        OrganisationId organisation,
        ConversationId conversation,
        CancellationToken cancel
    )
    {
        IReadOnlyList<Activity> events = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<Activity>(
                        "SELECT sequence AS Sequence, sender_device AS SenderDevice, created_at AS CreatedAt "
                            + "FROM conversation_events WHERE conversation_id = @conversation "
                            + "AND organisation_id = @organisation ORDER BY sequence",
                        new { conversation = conversation.ToString(), organisation = organisation.ToString() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return new Dictionary<string, object>(StringComparer.Ordinal) { ["events"] = events };
    }

    public void Erase(WriteTransaction transaction, OrganisationId organisation, ConversationId conversation)
    {
        foreach (string table in Erased)
        {
            transaction.Execute(
                $"DELETE FROM {table} WHERE conversation_id = @conversation AND organisation_id = @organisation",
                new { conversation = conversation.ToString(), organisation = organisation.ToString() }
            );
        }
    }
}
