using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>Registers a device of the caller. Its key is the one that made the proof; it can do nothing until certified.</summary>
internal sealed class RegisterDevice(
    StaffCommands commands,
    DeviceStore devices,
    IDirectoryNotices notices,
    AuditLog audit
)
{
    private const string Route = "POST /v1/devices";
    private const int MostDevicesOfOne = 50;

    public static void Map(Routes routes) =>
        routes
            .Post("/v1/devices", Access.StaffNewDevice, AuditKind.DeviceRegistered, HandleAsync, proof: true)
            .Refuses(ProblemCodes.Conflict, ProblemCodes.IdempotencyMismatch, ProblemCodes.Quota);

    private static async Task<Results<Ok<DeviceRegistered>, Created<DeviceRegistered>, ProblemHttpResult>> HandleAsync(
        RegisterDeviceRequest request,
        IdempotencyKey key,
        StaffCaller caller,
        ProvenKey proven,
        RegisterDevice register,
        CancellationToken cancel
    )
    {
        if (request.PublicKey != proven.Key.Raw)
        {
            return Problems.Of(ProblemCodes.ProofRequired, "The proof is of another key than the one to register.");
        }

        if (PlainText.Clean(request.Name, Limits.NameCharacters) is not { } name)
        {
            return Problems.Of(ProblemCodes.Malformed, "The device's name is not usable.");
        }

        NewStaffDevice device = new(request.Device, caller.Organisation, caller.User, name, proven.Key);
        (Refusal? refusal, bool isNew) = await register
            .StoreAsync(caller, key, request, device, cancel)
            .ConfigureAwait(false);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        DeviceRegistered reply = new(device.Id);
        return isNew ? TypedResults.Created((string?)null, reply) : TypedResults.Ok(reply);
    }

    private async Task<(Refusal? Refusal, bool IsNew)> StoreAsync(
        StaffCaller caller,
        IdempotencyKey key,
        RegisterDeviceRequest request,
        NewStaffDevice device,
        CancellationToken cancel
    )
    {
        bool isNew = false;
        Refusal? refusal = await commands
            .RunAsync(
                caller,
                key,
                Route,
                request,
                transaction =>
                {
                    if (DeviceStore.IsRegistered(transaction, device))
                    {
                        return null;
                    }

                    isNew = true;
                    return Sessions.TryBind(transaction, caller.Session, device.Id)
                        ? Add(transaction, device)
                        : new Refusal(ProblemCodes.ProofRequired);
                },
                cancel
            )
            .ConfigureAwait(false);
        return (refusal, isNew);
    }

    private Refusal? Add(WriteTransaction transaction, NewStaffDevice device)
    {
        if (DeviceStore.IsTaken(transaction, device))
        {
            return new Refusal(ProblemCodes.Conflict);
        }

        if (DeviceStore.CountOf(transaction, device.Organisation, device.User) >= MostDevicesOfOne)
        {
            return new Refusal(ProblemCodes.Quota);
        }

        devices.Add(transaction, device);
        audit.Append(
            transaction,
            device.Organisation,
            AuditKind.DeviceRegistered,
            device.User.ToString(),
            new { device = device.Id, key = device.Key.Thumbprint }
        );
        transaction.WhenCommitted(() => notices.Changed(device.Organisation, DirectoryChange.Devices));
        return null;
    }
}
