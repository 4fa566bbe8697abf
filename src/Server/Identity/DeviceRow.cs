using Sotto.Protocol;
using Sotto.Server.Directory;

namespace Sotto.Server.Identity;

/// <summary>A registered device as every way in reads it, so that no way in can forget whose it is or that it was revoked.</summary>
internal static class DeviceRow
{
    /// <summary>Columns of <see cref="Found"/> for a query that calls the table <c>d</c>.</summary>
    public const string Columns =
        "d.organisation_id AS OrganisationId, d.device_id AS DeviceId, d.owner_id AS OwnerId, d.kind AS Kind, "
        + "d.thumbprint AS Thumbprint, ("
        + CertificateStore.CountRevokedInForce
        + ") AS Revoked";

    // Properties, not a constructor: SQLite cannot name the type of a computed column when there is no row.
    internal class Found
    {
        public string OrganisationId { get; init; } = "";

        public string DeviceId { get; init; } = "";

        public string OwnerId { get; init; } = "";

        public string Kind { get; init; } = "";

        public string Thumbprint { get; init; } = "";

        public long Revoked { get; init; }

        public DeviceCaller ToCaller() =>
            new(
                Protocol.OrganisationId.Parse(OrganisationId),
                Protocol.DeviceId.Parse(DeviceId),
                OwnerId,
                Kind == DeviceKinds.Staff,
                Revoked > 0,
                Thumbprint
            );
    }
}
