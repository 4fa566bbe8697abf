using System.Data.Common;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Conversations;
using Sotto.Server.Conversations.Events;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Privacy;

/// <summary>
/// Deletes a conversation: rows of every slice in one transaction, then the storage key, so that what older backups
/// still hold can no longer be opened. What a crash or an unreachable key store leaves between the two is finished at the
/// next start, or every few minutes.
/// </summary>
internal sealed partial class Deletions(
    Database database,
    KeyStore keys,
    EventHub hub,
    AuditLog audit,
    IEnumerable<IPersonalData> slices,
    ILogger<Deletions> logger,
    TimeProvider time
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    private sealed record Unfinished(string ConversationId, string OrganisationId);

    private sealed record Confirmation(string DeviceId, long? WipedAt);

    /// <summary>Null when the caller is no member. Deleting twice changes nothing and answers the same.</summary>
    public async Task<DeletionProgress?> DeleteAsync(
        DeviceCaller caller,
        ConversationId conversation,
        CancellationToken cancel
    )
    {
        bool isMember = await database
            .WriteAsync(transaction => TryDelete(transaction, caller, conversation), cancel)
            .ConfigureAwait(false);
        if (!isMember)
        {
            return null;
        }

        await DestroyKeyAsync(caller.Organisation.ToString(), conversation.ToString(), cancel).ConfigureAwait(false);
        return await ProgressAsync(caller, conversation, cancel).ConfigureAwait(false);
    }

    /// <summary>Which devices have confirmed; null when the caller was no member or nothing was deleted.</summary>
    public async Task<DeletionProgress?> ProgressAsync(
        DeviceCaller caller,
        ConversationId conversation,
        CancellationToken cancel
    )
    {
        object member = ConversationStore.Member(caller, conversation);
        return await database
            .ReadAsync(
                async reader =>
                {
                    long? at = await reader
                        .FindAsync<long?>(
                            "SELECT d.requested_at FROM deletions d JOIN conversation_members m "
                                + "ON m.conversation_id = d.conversation_id AND m.organisation_id = d.organisation_id "
                                + "WHERE d.conversation_id = @conversation AND d.organisation_id = @organisation "
                                + "AND m.device_id = @device",
                            member
                        )
                        .ConfigureAwait(false);
                    if (at is null)
                    {
                        return null;
                    }

                    IReadOnlyList<Confirmation> devices = await reader
                        .QueryAsync<Confirmation>(
                            "SELECT device_id AS DeviceId, wiped_at AS WipedAt FROM conversation_members "
                                + "WHERE conversation_id = @conversation AND organisation_id = @organisation ORDER BY device_id",
                            member
                        )
                        .ConfigureAwait(false);
                    return new DeletionProgress(
                        DateTimeOffset.FromUnixTimeMilliseconds(at.Value),
                        devices.Select(ConfirmationOf).ToList()
                    );
                },
                cancel
            )
            .ConfigureAwait(false);
    }

    /// <summary>Records that the calling device wiped its copy; null when recorded, otherwise the refusal.</summary>
    public Task<string?> ConfirmAsync(DeviceCaller caller, ConversationId conversation, CancellationToken cancel) =>
        database.WriteAsync(
            transaction =>
            {
                ConversationRow? row = ConversationStore.FindForUpdate(transaction, caller, conversation);
                if (row is null)
                {
                    return ProblemCodes.NotFound;
                }

                if (row.DeletedAt is null)
                {
                    return ProblemCodes.Conflict;
                }

                int changed = transaction.Execute(
                    "UPDATE conversation_members SET wiped_at = @now, cursor_sequence = @LastSequence "
                        + "WHERE conversation_id = @ConversationId AND organisation_id = @OrganisationId "
                        + "AND device_id = @device AND wiped_at IS NULL",
                    new
                    {
                        row.ConversationId,
                        row.OrganisationId,
                        row.LastSequence,
                        device = caller.Device.ToString(),
                        now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                    }
                );
                if (changed > 0)
                {
                    audit.Append(
                        transaction,
                        caller.Organisation,
                        AuditKind.DeviceWiped,
                        caller.Owner,
                        new { conversation, device = caller.Device }
                    );
                }

                return null;
            },
            cancel
        );

    /// <summary>Destroys the keys of deletions that got no further than their rows: the process or the key store was away.</summary>
    public async Task FinishAsync(CancellationToken cancel)
    {
        IReadOnlyList<Unfinished> unfinished = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<Unfinished>(
                        "SELECT conversation_id AS ConversationId, organisation_id AS OrganisationId FROM deletions "
                            + "WHERE key_destroyed_at IS NULL"
                    ),
                cancel
            )
            .ConfigureAwait(false);
        foreach (Unfinished deletion in unfinished)
        {
            await DestroyKeyAsync(deletion.OrganisationId, deletion.ConversationId, cancel).ConfigureAwait(false);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every, time);
        try
        {
            do
            {
                await TryFinishAsync(stoppingToken).ConfigureAwait(false);
            } while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // the server stops
        }
    }

    private async Task TryFinishAsync(CancellationToken cancel)
    {
        try
        {
            await FinishAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception error) when (error is DbException or StorageException)
        {
            LogAway(logger, error.GetType().FullName);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A deletion waits for the key store: {Type}")]
    private static partial void LogAway(ILogger logger, string? type);

    private bool TryDelete(WriteTransaction transaction, DeviceCaller caller, ConversationId id)
    {
        ConversationRow? conversation = ConversationStore.FindForUpdate(transaction, caller, id);
        if (conversation is null)
        {
            return false;
        }

        if (conversation.DeletedAt is not null)
        {
            return true;
        }

        DateTimeOffset at = MessageSender.TimeOf(time.GetUtcNow());
        foreach (IPersonalData slice in slices)
        {
            slice.Erase(transaction, caller.Organisation, id);
        }

        NewEvent @event = new(EventKind.Deleted, caller.Device.ToString(), conversation.Epoch);
        long sequence = ConversationStore.Append(transaction, conversation, @event, at.ToUnixTimeMilliseconds());
        MarkDeleted(transaction, caller, conversation, at);
        IReadOnlyList<DeviceId> members = ConversationStore.MembersEver(
            transaction,
            conversation.ConversationId,
            conversation.OrganisationId
        );
        audit.Append(
            transaction,
            caller.Organisation,
            AuditKind.ConversationDeleted,
            caller.Owner,
            new { conversation = id, devices = members }
        );
        ServerFrame frame = new ServerFrame.Deleted(id, sequence, at, caller.Device);
        transaction.WhenCommitted(() => hub.Publish(members, id, sequence, frame));
        return true;
    }

    private static void MarkDeleted(
        WriteTransaction transaction,
        DeviceCaller caller,
        ConversationRow conversation,
        DateTimeOffset at
    )
    {
        var deletion = new
        {
            conversation.ConversationId,
            conversation.OrganisationId,
            by = caller.Owner,
            now = at.ToUnixTimeMilliseconds(),
        };
        transaction.Execute(
            "UPDATE conversations SET deleted_at = @now WHERE conversation_id = @ConversationId "
                + "AND organisation_id = @OrganisationId",
            deletion
        );
        transaction.Execute(
            "INSERT INTO deletions (conversation_id, organisation_id, requested_by, requested_at) "
                + "VALUES (@ConversationId, @OrganisationId, @by, @now)",
            deletion
        );
    }

    private async Task DestroyKeyAsync(string organisation, string conversation, CancellationToken cancel)
    {
        await keys.DestroyAsync(organisation, conversation, cancel).ConfigureAwait(false);
        await database
            .WriteAsync(
                transaction =>
                    transaction.Execute(
                        "UPDATE deletions SET key_destroyed_at = @now WHERE conversation_id = @conversation "
                            + "AND organisation_id = @organisation AND key_destroyed_at IS NULL",
                        new
                        {
                            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                            conversation,
                            organisation,
                        }
                    ),
                cancel
            )
            .ConfigureAwait(false);
    }

    private static WipeConfirmation ConfirmationOf(Confirmation row) =>
        new(DeviceId.Parse(row.DeviceId), row.WipedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
}
