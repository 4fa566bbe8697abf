using Sotto.Protocol;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>A staff device about to be registered; its key proved itself in this request.</summary>
internal sealed record NewStaffDevice(
    DeviceId Id,
    OrganisationId Organisation,
    UserId User,
    string Name,
    Ed25519PublicKey Key
);

/// <summary>A registered staff device.</summary>
internal sealed record RegisteredDevice(
    DeviceId Id,
    UserId User,
    string Name,
    Ed25519PublicKey Key,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastSeenAt
);

/// <summary>Devices of staff.</summary>
internal sealed class DeviceStore(Database database, TimeProvider time)
{
    private const string Select =
        "SELECT device_id AS DeviceId, owner_id AS OwnerId, name AS Name, public_key AS PublicKey, created_at AS CreatedAt, "
        + "last_seen_at AS LastSeenAt FROM devices "
        + "WHERE organisation_id = @organisation AND kind = @kind AND removed_at IS NULL";

    private sealed record Row(
        string DeviceId,
        string OwnerId,
        string Name,
        byte[] PublicKey,
        long CreatedAt,
        long LastSeenAt
    )
    {
        public RegisteredDevice ToDevice() =>
            new(
                Protocol.DeviceId.Parse(DeviceId),
                UserId.Parse(OwnerId),
                Name,
                Ed25519PublicKey.Import(PublicKey),
                DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
                DateTimeOffset.FromUnixTimeMilliseconds(LastSeenAt)
            );
    }

    public void Add(WriteTransaction transaction, NewStaffDevice device) =>
        transaction.Execute(
            "INSERT INTO devices (device_id, organisation_id, owner_id, kind, name, public_key, thumbprint, created_at, last_seen_at) "
                + "VALUES (@id, @organisation, @owner, @kind, @name, @key, @thumbprint, @now, @now)",
            new
            {
                id = device.Id.ToString(),
                organisation = device.Organisation.ToString(),
                owner = device.User.ToString(),
                kind = DeviceKinds.Staff,
                name = device.Name,
                key = device.Key.Raw.ToArray(),
                thumbprint = device.Key.Thumbprint,
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            }
        );

    /// <summary>Whether the id or the key belongs to a device already, of whatever kind and organisation.</summary>
    public static bool IsTaken(WriteTransaction transaction, NewStaffDevice device) =>
        transaction.Get<long>(
            "SELECT COUNT(*) FROM devices WHERE device_id = @id OR thumbprint = @thumbprint",
            new { id = device.Id.ToString(), thumbprint = device.Key.Thumbprint }
        ) > 0;

    /// <summary>Whether somebody of staff has a registered device of this id.</summary>
    public static bool IsOf(WriteTransaction transaction, OrganisationId organisation, UserId user, DeviceId device) =>
        transaction.Get<long>(
            "SELECT COUNT(*) FROM devices WHERE device_id = @device AND organisation_id = @organisation "
                + "AND owner_id = @user AND kind = @kind AND removed_at IS NULL",
            new
            {
                device = device.ToString(),
                organisation = organisation.ToString(),
                user = user.ToString(),
                kind = DeviceKinds.Staff,
            }
        ) > 0;

    /// <summary>Whether exactly this device is registered: the same id, key and holder.</summary>
    public static bool IsRegistered(WriteTransaction transaction, NewStaffDevice device) =>
        transaction.Get<long>(
            "SELECT COUNT(*) FROM devices WHERE device_id = @id AND thumbprint = @thumbprint AND owner_id = @owner "
                + "AND organisation_id = @organisation AND kind = @kind AND removed_at IS NULL",
            new
            {
                id = device.Id.ToString(),
                thumbprint = device.Key.Thumbprint,
                owner = device.User.ToString(),
                organisation = device.Organisation.ToString(),
                kind = DeviceKinds.Staff,
            }
        ) > 0;

    public static long CountOf(WriteTransaction transaction, OrganisationId organisation, UserId user) =>
        transaction.Get<long>(
            "SELECT COUNT(*) FROM devices WHERE organisation_id = @organisation AND owner_id = @user",
            new { organisation = organisation.ToString(), user = user.ToString() }
        );

    /// <summary>A staff device of this organisation, or null.</summary>
    public async Task<RegisteredDevice?> FindAsync(
        OrganisationId organisation,
        DeviceId device,
        CancellationToken cancel
    )
    {
        Row? row = await database
            .ReadAsync(
                reader =>
                    reader.FindAsync<Row>(
                        Select + " AND device_id = @device",
                        new
                        {
                            organisation = organisation.ToString(),
                            kind = DeviceKinds.Staff,
                            device = device.ToString(),
                        }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return row?.ToDevice();
    }

    /// <summary>All staff devices of an organisation, oldest first.</summary>
    public async Task<IReadOnlyList<RegisteredDevice>> ListAsync(OrganisationId organisation, CancellationToken cancel)
    {
        IReadOnlyList<Row> rows = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<Row>(
                        Select + " ORDER BY created_at, device_id",
                        new { organisation = organisation.ToString(), kind = DeviceKinds.Staff }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return rows.Select(row => row.ToDevice()).ToList();
    }
}
