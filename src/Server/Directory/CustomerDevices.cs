using Sotto.Protocol;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>A customer device that has not been here for long.</summary>
internal sealed record UnseenDevice(string OrganisationId, string DeviceId);

/// <summary>Devices of customers. A customer is a key: nothing typed and no id alone makes anybody that customer.</summary>
internal static class CustomerDevices
{
    private sealed record Row(string OrganisationId, string DeviceId, string OwnerId, string Kind, string Thumbprint);

    /// <summary>Customer devices that have not been here since, a page at a time in the order of their ids.</summary>
    public static Task<IReadOnlyList<UnseenDevice>> UnseenAsync(
        Database database,
        DateTimeOffset since,
        string after,
        int most,
        CancellationToken cancel
    ) =>
        database.ReadAsync(
            reader =>
                reader.QueryAsync<UnseenDevice>(
                    "SELECT organisation_id AS OrganisationId, device_id AS DeviceId FROM devices WHERE kind = @kind "
                        + "AND last_seen_at < @since AND device_id > @after ORDER BY device_id LIMIT @most",
                    new
                    {
                        kind = DeviceKinds.Customer,
                        since = since.ToUnixTimeMilliseconds(),
                        after,
                        most,
                    }
                ),
            cancel
        );

    /// <summary>Forgets a device and its token. The same key may come back and is then a new customer.</summary>
    public static void Remove(WriteTransaction transaction, UnseenDevice device)
    {
        transaction.Execute(
            "DELETE FROM device_tokens WHERE device_id = @DeviceId AND organisation_id = @OrganisationId",
            device
        );
        transaction.Execute(
            "DELETE FROM devices WHERE device_id = @DeviceId AND organisation_id = @OrganisationId",
            device
        );
    }

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
