using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Configuration;
using Sotto.Server.Conversations.Events;
using Sotto.Server.Directory;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Conversations.Admissions;

/// <summary>
/// A browser that took a lost one's place asks the members of a conversation to let it in. Members decide: the server
/// keeps the request and tells them, and lets in nobody by itself.
/// </summary>
internal sealed class AskAdmission(
    Database database,
    DeviceStore devices,
    EventHub hub,
    Quotas quotas,
    ServerSettings settings,
    TimeProvider time
)
{
    public static void Map(Routes routes) =>
        routes
            .Post("/v1/conversations/{conversation}/admissions", Access.StaffDevice, AuditKind.None, HandleAsync)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(ProblemCodes.NotFound, ProblemCodes.NotCertified, ProblemCodes.Conflict, ProblemCodes.Quota);

    private static async Task<IResult> HandleAsync(
        ConversationId conversation,
        AskAdmissionRequest request,
        StaffCaller caller,
        DeviceCaller device,
        AskAdmission ask,
        CancellationToken cancel
    )
    {
        if (request.KeyPackage.Length is 0 or > Limits.AdmissionBytes)
        {
            return Problems.Of(ProblemCodes.Malformed, "A key package has at most 40,960 bytes.");
        }

        if (!ask.HasRoom(device, request))
        {
            return Problems.Of(ProblemCodes.Quota);
        }

        Refusal? refusal = await ask.StoreAsync(caller, device, conversation, request, cancel).ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }

    /// <summary>An allowance of its own: asking to come in must never keep a message from being sent.</summary>
    private bool HasRoom(DeviceCaller device, AskAdmissionRequest request) =>
        quotas.TryTake(
            request.KeyPackage.Length,
            new Allowance("bytes asked with by", device.Device.ToString(), settings.Quotas.MessageBytesPerDevice)
        );

    private async Task<Refusal?> StoreAsync(
        StaffCaller caller,
        DeviceCaller device,
        ConversationId conversation,
        AskAdmissionRequest request,
        CancellationToken cancel
    )
    {
        RegisteredDevice? registered = await devices
            .FindAsync(device.Organisation, device.Device, cancel)
            .ConfigureAwait(false);
        if (registered is null)
        {
            return new Refusal(ProblemCodes.NotFound);
        }

        return await database
            .WriteAsync(
                transaction =>
                    Sessions.StillHolds(transaction, caller)
                        ? Store(transaction, device, registered.Key, conversation, request)
                        : new Refusal(ProblemCodes.Unauthenticated),
                cancel
            )
            .ConfigureAwait(false);
    }

    private Refusal? Store(
        WriteTransaction transaction,
        DeviceCaller device,
        Ed25519PublicKey key,
        ConversationId conversation,
        AskAdmissionRequest request
    )
    {
        if (AdmissionStore.InboxOf(transaction, device, conversation) is not { } inbox)
        {
            return new Refusal(ProblemCodes.NotFound);
        }

        DateTimeOffset now = time.GetUtcNow();
        DeviceCertificate? certificate = CertificateStore
            .InForce(transaction, device.Organisation)
            .SingleOrDefault(other => other.Device == device.Device);
        if (certificate is null || !CertificateCurrency.ListensOn(certificate, inbox, now))
        {
            return new Refusal(ProblemCodes.NotCertified);
        }

        string organisation = device.Organisation.ToString();
        if (ConversationStore.MembersEver(transaction, conversation.ToString(), organisation).Contains(device.Device))
        {
            return new Refusal(ProblemCodes.Conflict);
        }

        Checked<FittingKeyPackage> check = KeyPackageRules.CheckAdmission(request.KeyPackage, key, certificate, now);
        if (!check.Passed(out FittingKeyPackage? package, out Refusal? refusal))
        {
            return refusal;
        }

        AdmissionStore.Put(transaction, device, conversation, package, now);
        IReadOnlyList<DeviceId> members = ConversationStore.Members(transaction, conversation.ToString(), organisation);
        ServerFrame frame = new ServerFrame.Directory(DirectoryChange.Devices);
        transaction.WhenCommitted(() => hub.Signal(members, null, frame));
        return null;
    }
}
