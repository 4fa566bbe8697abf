using Sotto.Protocol;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Directory;

/// <summary>
/// A proof counts for a signed-in person only when a registered device of theirs made it: otherwise whoever holds a
/// stolen cookie could prove any key of their own.
/// </summary>
internal sealed class StaffProofs(DeviceLookup devices)
{
    private static readonly Refusal Foreign = new(
        ProblemCodes.ProofRequired,
        "The proof is not of a registered device of the caller."
    );

    /// <summary>Null when the proof counts.</summary>
    public async Task<Refusal?> CheckAsync(StaffCaller caller, ProvenKey proven, CancellationToken cancel)
    {
        DeviceCaller? device = await devices.FindAsync(proven.Thumbprint, cancel).ConfigureAwait(false);
        bool isTheirs =
            device is { IsStaff: true }
            && device.Organisation == caller.Organisation
            && device.Owner == caller.User.ToString();
        return isTheirs ? null : Foreign;
    }
}
