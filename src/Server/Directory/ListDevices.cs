using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Accounts;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Directory;

/// <summary>Lists staff devices and the state of their certificates: everybody's for the owner, their own for an agent.</summary>
internal sealed class ListDevices(
    DeviceStore devices,
    CertificateStore certificates,
    KeyPackageStore keyPackages,
    InboxStore inboxes,
    StaffStore staff,
    InvitationStore invitations
)
{
    public static void Map(Routes routes) =>
        routes.Get("/v1/devices", Access.Staff, HandleAsync, ApiScope.DirectoryRead);

    private static async Task<Ok<StaffDeviceList>> HandleAsync(
        PersonCaller caller,
        ListDevices list,
        CancellationToken cancel
    ) => TypedResults.Ok(new StaffDeviceList(await list.ReadAsync(caller, cancel).ConfigureAwait(false)));

    private async Task<IReadOnlyList<StaffDevice>> ReadAsync(PersonCaller caller, CancellationToken cancel)
    {
        OrganisationId organisation = caller.Organisation;
        IReadOnlyList<RegisteredDevice> all = await devices.ListAsync(organisation, cancel).ConfigureAwait(false);
        Dictionary<UserId, StaffAccount> people = (
            await staff.ListAsync(organisation, cancel).ConfigureAwait(false)
        ).ToDictionary(person => person.User);
        Dictionary<DeviceId, DeviceCertificate> inForce = (
            await certificates.InForceAsync(organisation, cancel).ConfigureAwait(false)
        ).ToDictionary(certificate => certificate.Device);
        IReadOnlyDictionary<DeviceId, int> stock = await keyPackages
            .StockAsync(organisation, cancel)
            .ConfigureAwait(false);
        IReadOnlyDictionary<UserId, IReadOnlyList<InboxId>> assigned = await AssignedAsync(
                organisation,
                people.Values,
                cancel
            )
            .ConfigureAwait(false);
        bool seesAll = Roles.May(caller.Role, Access.Administrator);
        return all.Where(device => people.ContainsKey(device.User) && (seesAll || device.User == caller.User))
            .Select(device =>
                Describe(
                    device,
                    people[device.User],
                    inForce.GetValueOrDefault(device.Id),
                    assigned.GetValueOrDefault(device.User) ?? [],
                    stock.GetValueOrDefault(device.Id)
                )
            )
            .ToList();
    }

    /// <summary>What people are meant to answer: an owner everything, an agent what the invitation said.</summary>
    private async Task<IReadOnlyDictionary<UserId, IReadOnlyList<InboxId>>> AssignedAsync(
        OrganisationId organisation,
        IEnumerable<StaffAccount> people,
        CancellationToken cancel
    )
    {
        Dictionary<UserId, IReadOnlyList<InboxId>> assigned = new(
            await invitations.InboxesByUserAsync(organisation, cancel).ConfigureAwait(false)
        );
        IReadOnlyList<Inbox> all = await inboxes.ListAsync(organisation, cancel).ConfigureAwait(false);
        foreach (StaffAccount owner in people.Where(person => Roles.May(person.Role, Access.Administrator)))
        {
            assigned[owner.User] = all.Select(inbox => inbox.Id).ToList();
        }

        return assigned;
    }

    private static StaffDevice Describe(
        RegisteredDevice device,
        StaffAccount person,
        DeviceCertificate? certificate,
        IReadOnlyList<InboxId> assigned,
        int stock
    ) =>
        new(
            device.Id,
            person.User,
            person.Name,
            device.Name,
            device.Key.Raw,
            person.Role,
            certificate?.Inboxes ?? assigned,
            device.CreatedAt,
            device.LastSeenAt,
            certificate?.Text,
            certificate?.IssuerText,
            certificate?.ExpiresAt,
            certificate?.Revoked ?? false,
            stock
        );
}
