using Sotto.Protocol;
using Sotto.Server.Identity;

namespace Sotto.Server.Conversations.Events;

/// <summary>
/// Turns notices into frames for one connection, in order and without gaps: the next event goes out directly, anything
/// else is read from the store. When there is a <paramref name="mayGoOn"/>, it is asked after each stored event, and a no
/// leaves the rest for another time.
/// </summary>
internal sealed class EventFeed(
    MissedEvents missed,
    Connection connection,
    Func<byte[], Task> send,
    Func<bool>? mayGoOn = null
)
{
    private bool IsFull => mayGoOn is not null && !mayGoOn();

    /// <summary>Sends everything that the device has not acknowledged and that this connection has not sent.</summary>
    public async Task CatchUpAsync(CancellationToken cancel)
    {
        foreach (
            ConversationRow conversation in await missed.MissingAsync(connection.Caller, cancel).ConfigureAwait(false)
        )
        {
            await CatchUpAsync(conversation, cancel).ConfigureAwait(false);
            if (IsFull)
            {
                return;
            }
        }
    }

    /// <summary>
    /// Somebody may have asked to be let in while nobody was connected. Said on connecting, so that a device need not ask
    /// each time for what there rarely is.
    /// </summary>
    public async Task TellOfAdmissionsAsync(DateTimeOffset now, CancellationToken cancel)
    {
        if (await missed.HasAdmissionsAsync(connection.Caller, now, cancel).ConfigureAwait(false))
        {
            await send(new ServerFrame.Directory(DirectoryChange.Devices).Encode()).ConfigureAwait(false);
        }
    }

    public async Task SendAsync(Notice notice, CancellationToken cancel)
    {
        if (notice.Conversation is not { } conversation || notice.Sequence == 0)
        {
            if (notice.Conversation is not null && connection.Caller.IsRevoked)
            {
                return;
            }

            await (notice.Frame is { } signal ? send(signal.Value) : Task.CompletedTask).ConfigureAwait(false);
            return;
        }

        long? sent = connection.SentOf(conversation);
        if (sent >= notice.Sequence)
        {
            return;
        }

        // What a revoked device may still hear is the store's to decide.
        if (sent == notice.Sequence - 1 && notice.Frame is { } frame && !connection.Caller.IsRevoked)
        {
            await send(frame.Value).ConfigureAwait(false);
            connection.MarkSent(conversation, notice.Sequence);
            return;
        }

        DeviceCaller caller = connection.Caller;
        if (await missed.FindAsync(caller, conversation, cancel).ConfigureAwait(false) is { } row)
        {
            await CatchUpAsync(row, cancel).ConfigureAwait(false);
        }
    }

    private async Task CatchUpAsync(ConversationRow conversation, CancellationToken cancel)
    {
        ConversationId id = ConversationId.Parse(conversation.ConversationId);
        long after = Math.Max(conversation.CursorSequence, connection.SentOf(id) ?? 0);
        await foreach (
            (long sequence, ServerFrame frame) in missed.ReadAsync(conversation, after, cancel).ConfigureAwait(false)
        )
        {
            await send(frame.Encode()).ConfigureAwait(false);
            connection.MarkSent(id, sequence);
            if (IsFull)
            {
                return;
            }
        }
    }
}
