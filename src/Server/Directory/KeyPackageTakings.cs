using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>Which caller was given which key package; a taking is used by one Welcome.</summary>
internal static class KeyPackageTakings
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Records a taking, and forgets old ones: who asked and then never wrote is nobody's business for long.</summary>
    public static void Record(
        WriteTransaction transaction,
        OrganisationId organisation,
        InboxId inbox,
        DeviceId device,
        string takenBy,
        byte[] reference,
        long now
    )
    {
        transaction.Execute(
            "INSERT INTO key_package_takings (organisation_id, inbox_id, reference, device_id, taken_by, taken_at) "
                + "VALUES (@organisation, @inbox, @reference, @device, @takenBy, @now) "
                + "ON CONFLICT (organisation_id, reference, taken_by) DO UPDATE SET inbox_id = excluded.inbox_id, "
                + "taken_at = excluded.taken_at",
            new
            {
                organisation = organisation.ToString(),
                inbox = inbox.ToString(),
                reference,
                device = device.ToString(),
                takenBy,
                now,
            }
        );
        transaction.Execute(
            "DELETE FROM key_package_takings WHERE organisation_id = @organisation AND taken_at < @oldest",
            new { organisation = organisation.ToString(), oldest = now - (long)Kept.TotalMilliseconds }
        );
    }

    /// <summary>Whoever took a package of this device and has not used it yet has to take another one.</summary>
    public static void Discard(WriteTransaction transaction, OrganisationId organisation, DeviceId device) =>
        transaction.Execute(
            "DELETE FROM key_package_takings WHERE organisation_id = @organisation AND device_id = @device",
            new { organisation = organisation.ToString(), device = device.ToString() }
        );

    /// <summary>Uses a taking up and returns whose key package it was; null when this caller did not take it for this inbox.</summary>
    public static DeviceId? Use(
        WriteTransaction transaction,
        OrganisationId organisation,
        InboxId inbox,
        string takenBy,
        Bytes reference
    )
    {
        var taking = new
        {
            organisation = organisation.ToString(),
            inbox = inbox.ToString(),
            takenBy,
            reference = reference.ToArray(),
        };
        string? device = transaction.Find<string>(
            "SELECT device_id FROM key_package_takings WHERE organisation_id = @organisation AND inbox_id = @inbox "
                + "AND taken_by = @takenBy AND reference = @reference",
            taking
        );
        if (device is null)
        {
            return null;
        }

        transaction.Execute(
            "DELETE FROM key_package_takings WHERE organisation_id = @organisation AND inbox_id = @inbox "
                + "AND taken_by = @takenBy AND reference = @reference",
            taking
        );
        return DeviceId.Parse(device);
    }
}
