using System.Threading.Channels;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Conversations.Events;

/// <summary>One open connection of a device: a bounded queue of notices and how far each conversation was sent.</summary>
internal sealed class Connection(DeviceCaller caller, Authority? authority)
{
    private const int MostWaiting = 1024;

    private readonly Channel<Notice> _notices = Channel.CreateBounded<Notice>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly Dictionary<ConversationId, long> _sent = [];
    private readonly TaskCompletionSource<string?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _overflowed;

    public DeviceCaller Caller => caller;

    /// <summary>What a device of staff acts under; null for a customer's.</summary>
    public Authority? Authority => authority;

    /// <summary>Whether a command of this scope may be given on this connection.</summary>
    public bool Reaches(ApiScope scope) => authority is null || authority.Reaches(scope);

    /// <summary>Completes when the server ends the connection: with the reason, or null when the server stops.</summary>
    public Task<string?> Ended => _ended.Task;

    /// <summary>Queues a notice without waiting. When the reader is too slow it is dropped and everything is read again.</summary>
    public void Tell(Notice notice)
    {
        if (_notices.Reader.Count >= MostWaiting - 1)
        {
            _overflowed = true;
        }

        _notices.Writer.TryWrite(notice);
    }

    /// <summary>Waits for the next notice; null means that some were dropped and the store must be read.</summary>
    public async ValueTask<Notice?> NextAsync(CancellationToken cancel)
    {
        Notice notice = await _notices.Reader.ReadAsync(cancel).ConfigureAwait(false);
        if (!_overflowed)
        {
            return notice;
        }

        while (_notices.Reader.TryRead(out _))
        {
            // everything queued is read from the store instead
        }

        _overflowed = false;
        return null;
    }

    /// <summary>How far this conversation was sent on this connection, or null when nothing was yet.</summary>
    public long? SentOf(ConversationId conversation) => _sent.TryGetValue(conversation, out long sent) ? sent : null;

    public void MarkSent(ConversationId conversation, long sequence) => _sent[conversation] = sequence;

    /// <summary>Asks for the connection to be ended; null lets the client come back at once. The first call counts.</summary>
    public void End(string? code) => _ended.TrySetResult(code);
}
