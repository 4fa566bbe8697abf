using System.Text.Json;
using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>The certificate in force of a device, with its issuer's.</summary>
internal sealed record DeviceCertificate(
    DeviceId Device,
    string Text,
    string IssuerText,
    string Issuer,
    IReadOnlyList<InboxId> Inboxes,
    DateTimeOffset ExpiresAt,
    DateTimeOffset IssuerExpiresAt,
    bool Revoked
);

/// <summary>
/// Certificates, their issuers and revocation lists. Only verified ones can be put in. The newest certificate of a device
/// is the one in force, so an older one never comes back to life.
/// </summary>
internal sealed class CertificateStore(Database database, TimeProvider time)
{
    /// <summary>For a query about a device <c>d</c>: 1 when the certificate in force of it is revoked, otherwise 0.</summary>
    public const string CountRevokedInForce =
        "SELECT COUNT(*) FROM certificates c WHERE c.organisation_id = d.organisation_id AND c.device_id = d.device_id "
        + "AND c.revoked_at IS NOT NULL AND c.created_at = (SELECT MAX(n.created_at) FROM certificates n "
        + "WHERE n.organisation_id = d.organisation_id AND n.device_id = d.device_id)";

    private const string Newest =
        "SELECT c.device_id AS DeviceId, c.certificate AS Text, i.certificate AS IssuerText, c.issuer AS Issuer, "
        + "c.inboxes AS Inboxes, c.expires_at AS ExpiresAt, i.expires_at AS IssuerExpiresAt, c.revoked_at AS RevokedAt "
        + "FROM certificates c JOIN issuers i ON i.organisation_id = c.organisation_id AND i.thumbprint = c.issuer "
        + "JOIN devices d ON d.organisation_id = c.organisation_id AND d.device_id = c.device_id "
        + "JOIN staff u ON u.organisation_id = d.organisation_id AND u.user_id = d.owner_id "
        + "WHERE c.organisation_id = @organisation AND d.removed_at IS NULL AND u.disabled_at IS NULL "
        + "AND u.role <> 'Auditor' AND c.created_at = "
        + "(SELECT MAX(n.created_at) FROM certificates n "
        + "WHERE n.organisation_id = c.organisation_id AND n.device_id = c.device_id)";

    private const string OfAll = Newest + " ORDER BY c.device_id";

    private const string OfDevice = Newest + " AND c.device_id = @device";

    private sealed record Row(
        string DeviceId,
        string Text,
        string IssuerText,
        string Issuer,
        string Inboxes,
        long ExpiresAt,
        long IssuerExpiresAt,
        long? RevokedAt
    )
    {
        public DeviceCertificate ToCertificate() =>
            new(
                Protocol.DeviceId.Parse(DeviceId),
                Text,
                IssuerText,
                Issuer,
                JsonSerializer.Deserialize<List<InboxId>>(Inboxes, ProtocolJson.Options) ?? [],
                DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAt),
                DateTimeOffset.FromUnixTimeMilliseconds(IssuerExpiresAt),
                RevokedAt is not null
            );
    }

    /// <summary>Adds an issuer; a renewed certificate of the same key takes the place of the one before.</summary>
    public void AddIssuer(WriteTransaction transaction, VerifiedIssuer issuer, string text) =>
        transaction.Execute(
            "INSERT INTO issuers (thumbprint, organisation_id, user_id, certificate, expires_at, created_at) "
                + "VALUES (@thumbprint, @organisation, @user, @text, @expires, @now) "
                + "ON CONFLICT (organisation_id, thumbprint) DO UPDATE SET certificate = excluded.certificate, "
                + "expires_at = excluded.expires_at WHERE issuers.expires_at < excluded.expires_at",
            new
            {
                thumbprint = issuer.Key.Thumbprint,
                organisation = issuer.Organisation.ToString(),
                user = issuer.User.ToString(),
                text,
                expires = issuer.Period.Until.ToUnixTimeMilliseconds(),
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            }
        );

    /// <summary>Until the transaction ends nobody else replaces what belongs to this issuer.</summary>
    public static void LockIssuer(WriteTransaction transaction, OrganisationId organisation, string issuer) =>
        transaction.Find<string>(
            "SELECT thumbprint FROM issuers WHERE organisation_id = @organisation AND thumbprint = @issuer"
                + transaction.ForUpdate,
            new { organisation = organisation.ToString(), issuer }
        );

    /// <summary>Makes this the certificate in force of its device.</summary>
    public void Add(WriteTransaction transaction, VerifiedAgent certificate, string text)
    {
        string organisation = certificate.Organisation.ToString();
        string device = certificate.Device.ToString();
        long last = transaction.Get<long>(
            "SELECT COALESCE(MAX(created_at), 0) FROM certificates WHERE organisation_id = @organisation AND device_id = @device",
            new { organisation, device }
        );
        transaction.Execute(
            "INSERT INTO certificates (certificate_id, organisation_id, device_id, issuer, certificate, inboxes, expires_at, created_at) "
                + "VALUES (@id, @organisation, @device, @issuer, @text, @inboxes, @expires, @now)",
            new
            {
                id = certificate.CertificateIdentifier,
                organisation,
                device,
                issuer = certificate.Issuer.Key.Thumbprint,
                text,
                inboxes = JsonSerializer.Serialize(certificate.Inboxes.OrderBy(id => id.Bits), ProtocolJson.Options),
                expires = certificate.Period.Until.ToUnixTimeMilliseconds(),
                // Two in the same millisecond still have an order.
                now = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), last + 1),
            }
        );
    }

    /// <summary>The certificate that an identifier stands for, or null.</summary>
    public static string? Find(WriteTransaction transaction, OrganisationId organisation, string identifier) =>
        transaction.Find<string>(
            "SELECT certificate FROM certificates WHERE organisation_id = @organisation AND certificate_id = @identifier",
            new { organisation = organisation.ToString(), identifier }
        );

    public static IReadOnlyList<DeviceCertificate> InForce(WriteTransaction transaction, OrganisationId organisation) =>
        transaction
            .Query<Row>(OfAll, new { organisation = organisation.ToString() })
            .Select(row => row.ToCertificate())
            .ToList();

    public async Task<IReadOnlyList<DeviceCertificate>> InForceAsync(
        OrganisationId organisation,
        CancellationToken cancel
    )
    {
        IReadOnlyList<Row> rows = await database
            .ReadAsync(reader => reader.QueryAsync<Row>(OfAll, new { organisation = organisation.ToString() }), cancel)
            .ConfigureAwait(false);
        return rows.Select(row => row.ToCertificate()).ToList();
    }

    /// <summary>The certificate in force of one device, whether it counts or not; null when there is none.</summary>
    public static DeviceCertificate? InForceOf(
        WriteTransaction transaction,
        OrganisationId organisation,
        DeviceId device
    ) => transaction.Find<Row>(OfDevice, Of(organisation, device))?.ToCertificate();

    /// <inheritdoc cref="InForceOf" />
    public async Task<DeviceCertificate?> InForceOfAsync(
        OrganisationId organisation,
        DeviceId device,
        CancellationToken cancel
    )
    {
        Row? row = await database
            .ReadAsync(reader => reader.FindAsync<Row>(OfDevice, Of(organisation, device)), cancel)
            .ConfigureAwait(false);
        return row?.ToCertificate();
    }

    private static object Of(OrganisationId organisation, DeviceId device) =>
        new { organisation = organisation.ToString(), device = device.ToString() };

    /// <summary>The certificate of an issuer by its key's thumbprint, or null.</summary>
    public Task<string?> FindIssuerAsync(OrganisationId organisation, string thumbprint, CancellationToken cancel) =>
        database.ReadAsync(
            reader =>
                reader.FindAsync<string>(
                    "SELECT certificate FROM issuers WHERE organisation_id = @organisation AND thumbprint = @thumbprint",
                    new { organisation = organisation.ToString(), thumbprint }
                ),
            cancel
        );
}
