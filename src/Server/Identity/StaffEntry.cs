using Sotto.Server.Http;

namespace Sotto.Server.Identity;

/// <summary>
/// Finds under what a device that proved its key may act for its holder: the API token that its request carries, or the
/// session of its cookie. A minted token and a socket ask here alike.
/// </summary>
internal sealed class StaffEntry(Gate gate, SessionBinding binding, ApiTokenUse apiTokens)
{
    /// <summary>
    /// Null when neither admits the key. <paramref name="device"/> is the registered device that holds it, if there is one.
    /// A session is bound to the device from now on, on disk.
    /// </summary>
    public async Task<PersonCaller?> AdmitAsync(
        HttpContext context,
        string thumbprint,
        DeviceCaller? device,
        CancellationToken cancel
    )
    {
        if (ApiTokenUse.IsClaimed(context))
        {
            return await apiTokens.AdmitAsync(context, thumbprint, cancel).ConfigureAwait(false);
        }

        if (device is not { IsStaff: true })
        {
            return null;
        }

        StaffCaller? staff = await gate.SessionOfAsync(context).ConfigureAwait(false);
        bool isBound = staff is not null && await binding.TryBindAsync(staff, device, cancel).ConfigureAwait(false);
        return isBound ? staff!.AsPerson() : null;
    }
}
