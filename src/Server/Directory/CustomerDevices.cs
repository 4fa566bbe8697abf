using Sotto.Protocol;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>A customer device that has not been here for long.</summary>
internal sealed record UnseenDevice(string OrganisationId, string DeviceId, string OwnerId);

/// <summary>What became of a further device of a customer.</summary>
internal enum AddedDevice
{
    Added,

    /// <summary>It is this customer's already.</summary>
    Present,

    /// <summary>Its key or its id is somebody else's.</summary>
    Taken,

    /// <summary>The customer has as many as anybody may have, and each is in a conversation.</summary>
    TooMany,
}

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
                    "SELECT organisation_id AS OrganisationId, device_id AS DeviceId, owner_id AS OwnerId FROM devices WHERE kind = @kind "
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

    public static bool AreThere(WriteTransaction transaction, string organisation, string customer) =>
        transaction.Get<long>(
            "SELECT COUNT(*) FROM devices WHERE organisation_id = @organisation AND owner_id = @customer",
            new { organisation, customer }
        ) > 0;

    /// <summary>Whether any device of the same customer was here since.</summary>
    public static bool WereSeen(WriteTransaction transaction, UnseenDevice device, DateTimeOffset since) =>
        transaction.Get<long>(
            "SELECT COUNT(*) FROM devices WHERE organisation_id = @OrganisationId AND owner_id = @OwnerId "
                + "AND last_seen_at >= @since",
            new
            {
                device.OrganisationId,
                device.OwnerId,
                since = since.ToUnixTimeMilliseconds(),
            }
        ) > 0;

    /// <summary>
    /// Registers a new customer with its first device, or recognises a device of theirs; false, and nothing written, when
    /// the key, the device id or the customer id is already somebody else's.
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
        Row wanted = Wanted(organisation, customer, device, key);
        IReadOnlyList<Row> present = Present(transaction, wanted);
        if (present.Count == 0)
        {
            Insert(transaction, wanted, key, at);
            return true;
        }

        // Further devices of the customer are no obstacle to one that is known, and no way in for one that is not.
        IReadOnlyList<Row> same = [.. present.Where(row => IsOfDevice(row, wanted))];
        return same.Count == 1 && same[0] == wanted;
    }

    /// <summary>
    /// Registers another device of a customer. Nothing is written unless it is <see cref="AddedDevice.Added"/>. Of ten, the
    /// one that was here longest ago and is in no conversation makes room.
    /// </summary>
    public static AddedDevice AddFurther(
        WriteTransaction transaction,
        OrganisationId organisation,
        CustomerId customer,
        DeviceId device,
        Ed25519PublicKey key,
        DateTimeOffset at
    )
    {
        Row wanted = Wanted(organisation, customer, device, key);
        IReadOnlyList<Row> present = Present(transaction, wanted);
        IReadOnlyList<Row> same = [.. present.Where(row => IsOfDevice(row, wanted))];
        if (same.Count > 0)
        {
            return same.Count == 1 && same[0] == wanted ? AddedDevice.Present : AddedDevice.Taken;
        }

        if (present.Count >= Limits.CustomerDevices)
        {
            if (FindIdle(transaction, wanted) is not { } idle)
            {
                return AddedDevice.TooMany;
            }

            Remove(transaction, idle);
        }

        Insert(transaction, wanted, key, at);
        return AddedDevice.Added;
    }

    private static UnseenDevice? FindIdle(WriteTransaction transaction, Row of) =>
        transaction.Find<UnseenDevice>(
            "SELECT d.organisation_id AS OrganisationId, d.device_id AS DeviceId, d.owner_id AS OwnerId FROM devices d "
                + "WHERE d.organisation_id = @OrganisationId AND d.owner_id = @OwnerId AND NOT EXISTS ("
                + "SELECT 1 FROM conversation_members m WHERE m.device_id = d.device_id "
                + "AND m.organisation_id = d.organisation_id) ORDER BY d.last_seen_at LIMIT 1",
            of
        );

    private static Row Wanted(
        OrganisationId organisation,
        CustomerId customer,
        DeviceId device,
        Ed25519PublicKey key
    ) => new(organisation.ToString(), device.ToString(), customer.ToString(), DeviceKinds.Customer, key.Thumbprint);

    private static bool IsOfDevice(Row row, Row wanted) =>
        row.DeviceId == wanted.DeviceId || row.Thumbprint == wanted.Thumbprint;

    private static IReadOnlyList<Row> Present(WriteTransaction transaction, Row wanted) =>
        transaction.Query<Row>(
            "SELECT organisation_id AS OrganisationId, device_id AS DeviceId, owner_id AS OwnerId, kind AS Kind, "
                + "thumbprint AS Thumbprint FROM devices WHERE device_id = @DeviceId OR owner_id = @OwnerId "
                + "OR thumbprint = @Thumbprint",
            wanted
        );

    private static void Insert(WriteTransaction transaction, Row wanted, Ed25519PublicKey key, DateTimeOffset at) =>
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
}
