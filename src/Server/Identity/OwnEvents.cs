using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Storage;

namespace Sotto.Server.Identity;

/// <summary>Events that people cause in their own account, signed in.</summary>
internal static class OwnEvents
{
    /// <summary>Records what the caller did to their own account, from where and on which device.</summary>
    public static void AppendOwn(
        this SecurityEvents events,
        WriteTransaction transaction,
        StaffCaller caller,
        SecurityEventKind kind,
        string place
    ) =>
        events.Append(
            transaction,
            caller.Organisation,
            caller.User.ToString(),
            kind,
            new EventSource(place, Device: caller.Device)
        );
}
