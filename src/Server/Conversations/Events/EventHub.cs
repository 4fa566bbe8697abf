using System.Collections.Concurrent;
using Sotto.Protocol;
using Sotto.Server.Directory;
using Sotto.Server.Identity;

namespace Sotto.Server.Conversations.Events;

/// <summary>
/// Who is connected to this node, and the way new events reach them. Publishing never waits: a connection that is slow
/// gets a note that something is missing and reads it from the store when it is ready.
/// </summary>
internal sealed class EventHub : IPresence, ILiveSessions
{
    private readonly ConcurrentDictionary<DeviceId, Sockets> _connections = new();

    private readonly record struct Sockets(Connection[] All);

    public bool IsOnline(DeviceId device) => _connections.ContainsKey(device);

    /// <summary>Adds a connection; false when the device has too many already.</summary>
    public bool TryAdd(Connection connection)
    {
        bool added = true;
        _connections.AddOrUpdate(
            connection.Caller.Device,
            _ => new Sockets([connection]),
            (_, present) =>
            {
                added = present.All.Length < Limits.SocketsPerDevice;
                return added ? new Sockets([.. present.All, connection]) : present;
            }
        );
        return added;
    }

    public void Remove(Connection connection)
    {
        DeviceId device = connection.Caller.Device;
        while (_connections.TryGetValue(device, out Sockets present))
        {
            Connection[] left = present.All.Where(other => other != connection).ToArray();
            bool changed =
                left.Length == 0
                    ? _connections.TryRemove(KeyValuePair.Create(device, present))
                    : _connections.TryUpdate(device, new Sockets(left), present);
            if (changed)
            {
                return;
            }
        }
    }

    /// <summary>Tells members that an event was committed. Called after the commit, never before.</summary>
    public void Publish(IReadOnlyList<DeviceId> members, ConversationId conversation, long sequence, ServerFrame? frame)
    {
        Notice notice = new(conversation, sequence, frame is null ? null : new Lazy<byte[]>(frame.Encode));
        foreach (DeviceId member in members)
        {
            Tell(member, notice);
        }
    }

    /// <summary>Passes on what is not stored and need not arrive, such as typing.</summary>
    public void Signal(IEnumerable<DeviceId> members, ConversationId? conversation, ServerFrame frame)
    {
        Notice notice = new(conversation, 0, new Lazy<byte[]>(frame.Encode));
        foreach (DeviceId member in members)
        {
            Tell(member, notice);
        }
    }

    /// <summary>Tells every connected staff device of an organisation to fetch a list again.</summary>
    public void SignalStaff(OrganisationId organisation, ServerFrame frame)
    {
        IEnumerable<DeviceId> staff = _connections
            .Where(entry =>
                entry.Value.All[0].Caller is { IsStaff: true } caller && caller.Organisation == organisation
            )
            .Select(entry => entry.Key);
        Signal(staff, null, frame);
    }

    /// <summary>Closes the connections that were opened under a session which has ended.</summary>
    public void EndSession(SessionId session) =>
        EndUnder(authority => authority is Authority.OfSession of && of.Session == session);

    /// <summary>Closes the connections that were opened under an API token which has ended.</summary>
    public void EndApiToken(ApiTokenId token) =>
        EndUnder(authority => authority is Authority.OfApiToken of && of.Token == token);

    /// <summary>Closes every connection of a device; it may come back at once, as what it is now.</summary>
    public void EndDevice(DeviceId device)
    {
        if (_connections.TryGetValue(device, out Sockets present))
        {
            Array.ForEach(present.All, connection => connection.End(null));
        }
    }

    private void EndUnder(Predicate<Authority?> hasEnded)
    {
        foreach (Connection connection in _connections.Values.SelectMany(present => present.All))
        {
            if (hasEnded(connection.Authority))
            {
                connection.End(ProblemCodes.Unauthenticated);
            }
        }
    }

    private void Tell(DeviceId device, Notice notice)
    {
        if (!_connections.TryGetValue(device, out Sockets present))
        {
            return;
        }

        foreach (Connection connection in present.All)
        {
            connection.Tell(notice);
        }
    }
}
