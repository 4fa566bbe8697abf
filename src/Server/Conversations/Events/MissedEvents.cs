using Sotto.Protocol;
using Sotto.Server.Conversations.Admissions;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Conversations.Events;

/// <summary>Reads stored events as the frames that one device gets.</summary>
internal sealed class MissedEvents(Database database, KeyStore keys)
{
    /// <summary>Small: a page is in memory at once, and each event in it may be as large as a message may be.</summary>
    private const int Page = 50;

    /// <summary>About how much one answer may carry; whoever misses more asks again.</summary>
    public const int MostBytes = 1024 * 1024;

    private sealed record EventRow(
        long Sequence,
        long Kind,
        string SenderDevice,
        long Epoch,
        string? MessageId,
        string? Detail,
        byte[]? Body,
        byte[]? Commitment,
        long CreatedAt
    );

    /// <summary>The conversations in which something is missing, oldest activity first.</summary>
    public Task<IReadOnlyList<ConversationRow>> MissingAsync(DeviceCaller caller, CancellationToken cancel) =>
        database.ReadAsync(
            reader =>
                reader.QueryAsync<ConversationRow>(ConversationStore.MissingOfMember, ConversationStore.Member(caller)),
            cancel
        );

    /// <summary>One conversation of this device, or null.</summary>
    public Task<ConversationRow?> FindAsync(
        DeviceCaller caller,
        ConversationId conversation,
        CancellationToken cancel
    ) =>
        database.ReadAsync(
            reader =>
                reader.FindAsync<ConversationRow>(
                    ConversationStore.OfMember,
                    ConversationStore.Member(caller, conversation)
                ),
            cancel
        );

    /// <summary>Whether somebody waits to be let into a conversation of this device.</summary>
    public async Task<bool> HasAdmissionsAsync(DeviceCaller caller, DateTimeOffset now, CancellationToken cancel) =>
        (
            await AdmissionStore.WaitingAsync(database, caller, AdmissionPlace.Start, now, cancel).ConfigureAwait(false)
        ).Count > 0;

    /// <summary>Frames of the events after <paramref name="after"/>, in order, a page at a time.</summary>
    public async IAsyncEnumerable<(long Sequence, ServerFrame Frame)> ReadAsync(
        ConversationRow conversation,
        long after,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        ConversationId id = ConversationId.Parse(conversation.ConversationId);
        if (after < conversation.ForgottenSequence && conversation.DeletedAt is null)
        {
            after = conversation.ForgottenSequence;
            yield return (after, new ServerFrame.Gap(id, after));
        }

        StorageKey? key = await keys.FindAsync(conversation.OrganisationId, conversation.ConversationId, cancel)
            .ConfigureAwait(false);
        while (true)
        {
            IReadOnlyList<EventRow> rows = await PageAsync(conversation, after, cancel).ConfigureAwait(false);
            foreach (EventRow row in rows)
            {
                after = row.Sequence;
                ServerFrame? frame = await TryFrameAsync(conversation, id, row, key, cancel).ConfigureAwait(false);
                if (frame is not null)
                {
                    yield return (row.Sequence, frame);
                }
            }

            if (rows.Count < Page)
            {
                yield break;
            }
        }
    }

    /// <summary>409 <c>stale_epoch</c> with what the device has not acknowledged, so that it can catch up in one step.</summary>
    public async Task<IResult> StaleAsync(DeviceCaller caller, ConversationId id, long epoch, CancellationToken cancel)
    {
        List<string> frames = [];
        int characters = 0;
        ConversationRow? conversation = await FindAsync(caller, id, cancel).ConfigureAwait(false);
        if (conversation is not null)
        {
            await foreach (
                (_, ServerFrame frame) in ReadAsync(conversation, conversation.CursorSequence, cancel)
                    .ConfigureAwait(false)
            )
            {
                string text = new Bytes(frame.Encode()).ToBase64Url();
                frames.Add(text);
                characters += text.Length;
                if (characters >= MostBytes)
                {
                    break;
                }
            }
        }

        return Problems.Of(ProblemCodes.StaleEpoch, null, ("epoch", epoch), ("events", frames));
    }

    private Task<IReadOnlyList<EventRow>> PageAsync(
        ConversationRow conversation,
        long after,
        CancellationToken cancel
    ) =>
        database.ReadAsync(
            reader =>
                reader.QueryAsync<EventRow>(
                    "SELECT sequence AS Sequence, kind AS Kind, sender_device AS SenderDevice, epoch AS Epoch, "
                        + "message_id AS MessageId, detail AS Detail, body AS Body, commitment AS Commitment, created_at AS CreatedAt "
                        + "FROM conversation_events WHERE conversation_id = @ConversationId AND organisation_id = @OrganisationId "
                        + "AND sequence > @after AND sequence >= @JoinedSequence ORDER BY sequence LIMIT @Page",
                    new
                    {
                        conversation.ConversationId,
                        conversation.OrganisationId,
                        conversation.JoinedSequence,
                        after,
                        Page,
                    }
                ),
            cancel
        );

    /// <summary>Null for what was deleted or forgotten while we were reading; the next frame says so.</summary>
    private async Task<ServerFrame?> TryFrameAsync(
        ConversationRow conversation,
        ConversationId id,
        EventRow row,
        StorageKey? key,
        CancellationToken cancel
    )
    {
        try
        {
            return await FrameAsync(conversation, id, row, key, cancel).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    private async Task<ServerFrame?> FrameAsync(
        ConversationRow conversation,
        ConversationId id,
        EventRow row,
        StorageKey? key,
        CancellationToken cancel
    )
    {
        DeviceId sender = DeviceId.Parse(row.SenderDevice);
        DateTimeOffset at = DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt);
        switch (row.Kind)
        {
            case EventKind.Status:
                return new ServerFrame.StatusChanged(
                    id,
                    row.Sequence,
                    at,
                    sender,
                    Enum.Parse<ConversationStatus>(row.Detail!)
                );
            case EventKind.Deleted:
                return new ServerFrame.Deleted(id, row.Sequence, at, sender);
        }

        if (key is null || row.Body is null)
        {
            return null;
        }

        return row.Kind switch
        {
            EventKind.Commit when row.Sequence == conversation.JoinedSequence => await WelcomeAsync(
                    conversation,
                    id,
                    row,
                    key,
                    cancel
                )
                .ConfigureAwait(false),
            EventKind.Commit => new ServerFrame.Commit(
                id,
                row.Sequence,
                at,
                sender,
                row.Epoch,
                new Bytes(key.Unwrap(Places.Commit(conversation.ConversationId), row.Epoch, row.Body))
            ),
            _ => new ServerFrame.Message(
                id,
                row.Sequence,
                at,
                sender,
                row.Epoch,
                MessageId.Parse(row.MessageId!),
                new Bytes(key.Unwrap(Places.Message(conversation.ConversationId, row.MessageId!), row.Epoch, row.Body)),
                new Bytes(row.Commitment)
            ),
        };
    }

    /// <summary>The commit that let this device in reaches it as its Welcome.</summary>
    private async Task<ServerFrame?> WelcomeAsync(
        ConversationRow conversation,
        ConversationId id,
        EventRow row,
        StorageKey key,
        CancellationToken cancel
    )
    {
        byte[]? body = await database
            .ReadAsync(
                reader =>
                    reader.FindAsync<byte[]>(
                        "SELECT body FROM welcomes WHERE conversation_id = @ConversationId "
                            + "AND organisation_id = @OrganisationId AND sequence = @Sequence",
                        new
                        {
                            conversation.ConversationId,
                            conversation.OrganisationId,
                            row.Sequence,
                        }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return body is null
            ? null
            : new ServerFrame.Welcome(
                id,
                row.Sequence,
                DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
                DeviceId.Parse(row.SenderDevice),
                row.Epoch + 1,
                new Bytes(key.Unwrap(Places.Welcome(conversation.ConversationId), row.Epoch + 1, body)),
                InboxId.Parse(conversation.InboxId),
                CustomerId.Parse(conversation.CustomerId),
                conversation.CurrentStatus
            );
    }
}
