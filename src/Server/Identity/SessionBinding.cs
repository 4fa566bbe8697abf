using Sotto.Storage;

namespace Sotto.Server.Identity;

/// <summary>Decides whether a device that proved its key may act under a session, which belongs to one device.</summary>
internal sealed class SessionBinding(Database database)
{
    /// <summary>
    /// True when the device is its holder's own and the session is bound to it from now on, on disk. False for a
    /// stranger's device and for a second device of the same person: that one signs in for itself.
    /// </summary>
    public async ValueTask<bool> TryBindAsync(StaffCaller staff, DeviceCaller device, CancellationToken cancel)
    {
        if (!IsOwn(staff, device))
        {
            return false;
        }

        return staff.Device is { } bound
            ? bound == device.Device
            : await database
                .WriteAsync(transaction => Sessions.TryBind(transaction, staff.Session, device.Device), cancel)
                .ConfigureAwait(false);
    }

    /// <summary>Whether a device is one of the caller's, whether or not the session is bound to it.</summary>
    public static bool IsOwn(StaffCaller staff, DeviceCaller device) =>
        device.IsStaff && staff.Organisation == device.Organisation && staff.User.ToString() == device.Owner;
}
