using System.Text.Json;
using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>The newest revocation list of every issuer.</summary>
internal sealed class RevocationStore(Database database, TimeProvider time)
{
    private sealed record Row(long Number, string List);

    private sealed record IssuedRow(string Issuer, string List);

    /// <summary>The newest list of an issuer and its number, or null when there is none.</summary>
    public static (long Number, string List)? Find(
        WriteTransaction transaction,
        OrganisationId organisation,
        string issuer
    )
    {
        Row? row = transaction.Find<Row>(
            "SELECT number AS Number, list AS List FROM revocation_lists WHERE organisation_id = @organisation AND issuer = @issuer",
            new { organisation = organisation.ToString(), issuer }
        );
        return row is null ? null : (row.Number, row.List);
    }

    /// <summary>
    /// The same for who is about to replace it: locks the issuer, whether it has a list or not, so that of two at once the
    /// second sees what the first has written.
    /// </summary>
    public static (long Number, string List)? FindForUpdate(
        WriteTransaction transaction,
        OrganisationId organisation,
        string issuer
    )
    {
        CertificateStore.LockIssuer(transaction, organisation, issuer);
        return Find(transaction, organisation, issuer);
    }

    /// <summary>
    /// Stores a list that the caller found to be the next, and marks what it revokes. A mark is never taken back, and what was
    /// stored for newcomers under a revoked certificate is gone: nobody may be invited with it. Returns the devices that it
    /// newly concerns.
    /// </summary>
    public IReadOnlyList<DeviceId> Put(WriteTransaction transaction, VerifiedRevocations list, string text)
    {
        string organisation = list.Issuer.Organisation.ToString();
        string issuer = list.Issuer.Key.Thumbprint;
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        transaction.Execute(
            "INSERT INTO revocation_lists (organisation_id, issuer, number, list, created_at) "
                + "VALUES (@organisation, @issuer, @number, @text, @now) ON CONFLICT (organisation_id, issuer) "
                + "DO UPDATE SET number = excluded.number, list = excluded.list, created_at = excluded.created_at",
            new
            {
                organisation,
                issuer,
                number = list.Number,
                text,
                now,
            }
        );
        return list
            .Revoked.Keys.Select(identifier => Mark(transaction, organisation, identifier, now))
            .OfType<DeviceId>()
            .ToList();
    }

    /// <summary>Whether any issuer of the organisation has revoked this certificate, published or not.</summary>
    public static bool Names(WriteTransaction transaction, OrganisationId organisation, string identifier) =>
        transaction
            .Query<string>(
                "SELECT list FROM revocation_lists WHERE organisation_id = @organisation",
                new { organisation = organisation.ToString() }
            )
            .Any(list => Names(list, identifier));

    /// <summary>The list was verified when it was stored.</summary>
    private static bool Names(string list, string identifier)
    {
        using JsonDocument claims = JsonDocument.Parse(Bytes.FromBase64Url(list.Split('.')[1]).Memory);
        return claims
            .RootElement.GetProperty("revoked")
            .EnumerateArray()
            .Any(revoked => revoked.GetProperty("jti").ValueEquals(identifier));
    }

    public async Task<IReadOnlyDictionary<string, string>> ByIssuerAsync(
        OrganisationId organisation,
        CancellationToken cancel
    )
    {
        IReadOnlyList<IssuedRow> rows = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<IssuedRow>(
                        "SELECT issuer AS Issuer, list AS List FROM revocation_lists WHERE organisation_id = @organisation",
                        new { organisation = organisation.ToString() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return rows.ToDictionary(row => row.Issuer, row => row.List, StringComparer.Ordinal);
    }

    /// <summary>
    /// Whichever issuer signed it, as clients do: whoever lost the browser that issued a certificate revokes it from another.
    /// An identifier is 128 random bits, so none is hit by accident.
    /// </summary>
    private static DeviceId? Mark(WriteTransaction transaction, string organisation, string identifier, long now)
    {
        string? device = transaction.Find<string>(
            "UPDATE certificates SET revoked_at = @now WHERE organisation_id = @organisation "
                + "AND certificate_id = @identifier AND revoked_at IS NULL RETURNING device_id",
            new
            {
                now,
                organisation,
                identifier,
            }
        );
        if (device is null)
        {
            return null;
        }

        // Whoever revokes a device means the device: what was renewed meanwhile, and what a leaf still shows from before.
        transaction.Execute(
            "UPDATE certificates SET revoked_at = @now WHERE organisation_id = @organisation AND device_id = @device "
                + "AND revoked_at IS NULL",
            new
            {
                now,
                organisation,
                device,
            }
        );
        KeyPackageStore.Discard(transaction, OrganisationId.Parse(organisation), DeviceId.Parse(device));
        return DeviceId.Parse(device);
    }
}
