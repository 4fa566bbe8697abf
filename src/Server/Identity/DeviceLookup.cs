using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Identity;

/// <summary>Finds the registered device that holds a proven key.</summary>
internal sealed class DeviceLookup(Database database)
{
    private sealed record Row(string OrganisationId, string DeviceId, string OwnerId, string Kind, string Thumbprint);

    public async Task<DeviceCaller?> FindAsync(string thumbprint, CancellationToken cancel)
    {
        Row? row = await database
            .ReadAsync(
                reader =>
                    reader.FindAsync<Row>(
                        "SELECT organisation_id AS OrganisationId, device_id AS DeviceId, owner_id AS OwnerId, kind AS Kind, "
                            + "thumbprint AS Thumbprint FROM devices WHERE thumbprint = @thumbprint AND removed_at IS NULL",
                        new { thumbprint }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return row is null
            ? null
            : new DeviceCaller(
                OrganisationId.Parse(row.OrganisationId),
                DeviceId.Parse(row.DeviceId),
                row.OwnerId,
                row.Kind == DeviceKinds.Staff,
                row.Thumbprint
            );
    }
}
