using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>
/// How one published certificate stands: whether it was itself revoked, and what is in force of its device by now. A device
/// that was certified anew still shows the certificate before in what it made earlier, and that one holds to its end.
/// </summary>
internal sealed record CertificateStanding(bool Revoked, DeviceCertificate? InForce)
{
    private sealed record Row(long Published, long Revoked);

    /// <summary>Null when this certificate was never published for its device.</summary>
    public static async Task<CertificateStanding?> OfAsync(
        Database database,
        CertificateStore certificates,
        VerifiedAgent agent,
        string text,
        CancellationToken cancel
    )
    {
        Row row = await database
            .ReadAsync(
                reader =>
                    reader.GetAsync<Row>(
                        "SELECT COUNT(*) AS Published, COUNT(revoked_at) AS Revoked FROM certificates "
                            + "WHERE organisation_id = @organisation AND certificate_id = @identifier "
                            + "AND device_id = @device AND certificate = @text",
                        new
                        {
                            organisation = agent.Organisation.ToString(),
                            identifier = agent.CertificateIdentifier,
                            device = agent.Device.ToString(),
                            text,
                        }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return row.Published == 0
            ? null
            : new CertificateStanding(
                row.Revoked > 0,
                await certificates.InForceOfAsync(agent.Organisation, agent.Device, cancel).ConfigureAwait(false)
            );
    }
}
