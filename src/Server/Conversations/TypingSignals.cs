using System.Collections.Concurrent;
using Sotto.Protocol;
using Sotto.Server.Conversations.Events;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Conversations;

/// <summary>Passes sealed typing signals to the members who are connected; they are never stored.</summary>
internal sealed class TypingSignals(Database database, EventHub hub, TimeProvider time)
{
    private const int MostRemembered = 50_000;
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<(DeviceId, ConversationId), DateTimeOffset> _last = new();

    /// <summary>Null when passed on, otherwise the code of the refusal.</summary>
    public async Task<string?> PassOnAsync(
        DeviceCaller caller,
        ConversationId conversation,
        Bytes signal,
        CancellationToken cancel
    )
    {
        if (signal.Length is 0 or > Limits.TypingBytes)
        {
            return ProblemCodes.Malformed;
        }

        IReadOnlyList<DeviceId> members = await MembersAsync(caller, conversation, cancel).ConfigureAwait(false);
        if (caller.IsRevoked || !members.Contains(caller.Device))
        {
            return ProblemCodes.NotFound;
        }

        if (!IsTime(caller.Device, conversation))
        {
            return ProblemCodes.RateLimited;
        }

        ServerFrame frame = new ServerFrame.Typing(conversation, caller.Device, signal);
        hub.Signal(members.Where(member => member != caller.Device), conversation, frame);
        return null;
    }

    private async Task<IReadOnlyList<DeviceId>> MembersAsync(
        DeviceCaller caller,
        ConversationId conversation,
        CancellationToken cancel
    )
    {
        IReadOnlyList<string> members = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<string>(
                        "SELECT m.device_id FROM conversation_members m JOIN conversations c "
                            + "ON c.conversation_id = m.conversation_id AND c.organisation_id = m.organisation_id "
                            + "WHERE m.conversation_id = @conversation AND m.organisation_id = @organisation "
                            + "AND m.removed_sequence IS NULL AND c.deleted_at IS NULL",
                        new { conversation = conversation.ToString(), organisation = caller.Organisation.ToString() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return members.Select(DeviceId.Parse).ToList();
    }

    private bool IsTime(DeviceId device, ConversationId conversation)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (_last.Count > MostRemembered)
        {
            _last.Clear(); // forgetting early lets one signal more through, nothing else
        }

        bool isTime = true;
        _last.AddOrUpdate(
            (device, conversation),
            now,
            (_, last) =>
            {
                isTime = now - last >= AtMostEvery;
                return isTime ? now : last;
            }
        );
        return isTime;
    }
}
