using Sotto.Storage;

namespace Sotto.Server.Identity;

/// <summary>Finds the registered device that holds a proven key.</summary>
internal sealed class DeviceLookup(Database database)
{
    public async Task<DeviceCaller?> FindAsync(string thumbprint, CancellationToken cancel)
    {
        DeviceRow.Found? row = await database
            .ReadAsync(
                reader =>
                    reader.FindAsync<DeviceRow.Found>(
                        $"SELECT {DeviceRow.Columns} FROM devices d WHERE d.thumbprint = @thumbprint AND d.removed_at IS NULL",
                        new { thumbprint }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return row?.ToCaller();
    }
}
