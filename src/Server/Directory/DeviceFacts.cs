using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>What other slices need to know of a device: its key, and whether its certificate in force is revoked.</summary>
internal sealed record DeviceFacts(DeviceId Device, Bytes PublicKey, bool Revoked)
{
    private sealed record Row(byte[] PublicKey, long RevokedCertificates);

    /// <summary>The facts of each device, in the order asked for; a device of another organisation is left out.</summary>
    public static IReadOnlyList<DeviceFacts> Of(
        WriteTransaction transaction,
        OrganisationId organisation,
        IReadOnlyList<DeviceId> devices
    ) =>
        devices
            .Select(device => (device, Row: Find(transaction, organisation, device)))
            .Where(found => found.Row is not null)
            .Select(found => new DeviceFacts(
                found.device,
                new Bytes(found.Row!.PublicKey),
                found.Row.RevokedCertificates > 0
            ))
            .ToList();

    private static Row? Find(WriteTransaction transaction, OrganisationId organisation, DeviceId device) =>
        transaction.Find<Row>(
            "SELECT d.public_key AS PublicKey, ("
                + CertificateStore.CountRevokedInForce
                + ") AS RevokedCertificates FROM devices d "
                + "WHERE d.device_id = @device AND d.organisation_id = @organisation",
            new { device = device.ToString(), organisation = organisation.ToString() }
        );
}
