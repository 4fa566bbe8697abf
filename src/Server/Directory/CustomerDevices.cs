using Sotto.Protocol;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>Devices of customers. A customer is a key: nothing typed and no id alone makes anybody that customer.</summary>
internal static class CustomerDevices
{
    private sealed record Row(string OrganisationId, string DeviceId, string OwnerId, string Kind, string Thumbprint);

    /// <summary>
    /// Registers a new customer with its first device, or recognises both; false, and nothing written, when the key, the
    /// device id or the customer id is already somebody else's.
    /// </summary>
    public static bool TryAdd(
        WriteTransaction transaction,
        OrganisationId organisation,
        CustomerId customer,
        DeviceId device,
        Ed25519PublicKey key,
        DateTimeOffset at
    )
    {
        Row wanted = new(
            organisation.ToString(),
            device.ToString(),
            customer.ToString(),
            DeviceKinds.Customer,
            key.Thumbprint
        );
        IReadOnlyList<Row> present = transaction.Query<Row>(
            "SELECT organisation_id AS OrganisationId, device_id AS DeviceId, owner_id AS OwnerId, kind AS Kind, "
                + "thumbprint AS Thumbprint FROM devices WHERE device_id = @DeviceId OR owner_id = @OwnerId "
                + "OR thumbprint = @Thumbprint",
            wanted
        );
        if (present.Count > 0)
        {
            return present.Count == 1 && present[0] == wanted;
        }

        transaction.Execute(
            "INSERT INTO devices (device_id, organisation_id, owner_id, kind, name, public_key, thumbprint, created_at, last_seen_at) "
                + "VALUES (@DeviceId, @OrganisationId, @OwnerId, @Kind, '', @key, @Thumbprint, @now, @now)",
            new
            {
                wanted.DeviceId,
                wanted.OrganisationId,
                wanted.OwnerId,
                wanted.Kind,
                wanted.Thumbprint,
                key = key.Raw.ToArray(),
                now = at.ToUnixTimeMilliseconds(),
            }
        );
        return true;
    }
}
