using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>
/// Key packages: each is handed out once, the last-resort one of a device as often as nothing else is left. A used
/// reference stays until it expires, so that uploading the same package again can never bring it back.
/// </summary>
internal sealed class KeyPackageStore(Database database, TimeProvider time)
{
    private const string InStock =
        "organisation_id = @organisation AND last_resort = 0 AND taken_at IS NULL AND expires_at > @now";

    // Properties, not a constructor: SQLite cannot name the type of a computed column when there is no row.
    private sealed class StockRow
    {
        public string DeviceId { get; init; } = "";

        public long Stock { get; init; }
    }

    private sealed record PackageRow(byte[] Reference, byte[] KeyPackage);

    /// <summary>
    /// Adds what is not there yet and returns the stock; null, and nothing changed, when it would grow past the limit.
    /// </summary>
    public int? TryAdd(
        WriteTransaction transaction,
        OrganisationId organisation,
        DeviceId device,
        IReadOnlyList<FittingKeyPackage> packages
    )
    {
        HashSet<Bytes> known = transaction
            .Query<byte[]>(
                "SELECT reference FROM key_packages WHERE organisation_id = @organisation AND device_id = @device",
                new { organisation = organisation.ToString(), device = device.ToString() }
            )
            .Select(reference => new Bytes(reference))
            .ToHashSet();
        List<FittingKeyPackage> fresh = packages.Where(package => known.Add(package.Reference)).ToList();
        int stock = CountOf(transaction, organisation, device) + fresh.Count(package => !package.LastResort);
        if (stock > Limits.KeyPackageStock)
        {
            return null;
        }

        DropOld(transaction, organisation, device, replacesLastResort: fresh.Exists(package => package.LastResort));
        foreach (FittingKeyPackage package in fresh)
        {
            Add(transaction, organisation, device, package);
        }

        return stock;
    }

    /// <summary>
    /// Takes one package of a device, in the caller's transaction: one that nobody took, otherwise the last-resort one;
    /// null when there is neither.
    /// </summary>
    public TakenKeyPackage? Take(
        WriteTransaction transaction,
        OrganisationId organisation,
        InboxId inbox,
        DeviceId device,
        string takenBy
    )
    {
        var parameters = new
        {
            organisation = organisation.ToString(),
            device = device.ToString(),
            takenBy,
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        PackageRow? own = TakeFresh(transaction, parameters);
        PackageRow? row =
            own
            ?? transaction
                .Query<PackageRow>(
                    "SELECT reference AS Reference, key_package AS KeyPackage FROM key_packages "
                        + "WHERE organisation_id = @organisation AND device_id = @device AND last_resort = 1 "
                        + "AND expires_at > @now ORDER BY created_at DESC LIMIT 1",
                    parameters
                )
                .SingleOrDefault();
        if (row is null)
        {
            return null;
        }

        KeyPackageTakings.Record(transaction, organisation, inbox, device, takenBy, row.Reference, parameters.now);
        return new TakenKeyPackage(device, new Bytes(row.KeyPackage), LastResort: own is null);
    }

    /// <summary>
    /// Removes what waits for newcomers, also what was handed out and not used yet: the certificate in it no longer counts.
    /// </summary>
    public static void Discard(WriteTransaction transaction, OrganisationId organisation, DeviceId device)
    {
        transaction.Execute(
            "DELETE FROM key_packages WHERE organisation_id = @organisation AND device_id = @device AND taken_at IS NULL",
            new { organisation = organisation.ToString(), device = device.ToString() }
        );
        KeyPackageTakings.Discard(transaction, organisation, device);
    }

    /// <summary>How many usable packages each device of an organisation has left, last-resort ones not counted.</summary>
    public async Task<IReadOnlyDictionary<DeviceId, int>> StockAsync(
        OrganisationId organisation,
        CancellationToken cancel
    )
    {
        IReadOnlyList<StockRow> rows = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<StockRow>(
                        $"SELECT device_id AS DeviceId, COUNT(*) AS Stock FROM key_packages WHERE {InStock} GROUP BY device_id",
                        new { organisation = organisation.ToString(), now = time.GetUtcNow().ToUnixTimeMilliseconds() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return rows.ToDictionary(row => DeviceId.Parse(row.DeviceId), row => (int)row.Stock);
    }

    /// <summary>When the newest last-resort package of a device ends; null when it has none that can be used.</summary>
    public async Task<DateTimeOffset?> LastResortExpiryAsync(
        OrganisationId organisation,
        DeviceId device,
        CancellationToken cancel
    )
    {
        long? expires = await database
            .ReadAsync(
                reader =>
                    reader.GetAsync<long?>(
                        "SELECT MAX(expires_at) FROM key_packages WHERE organisation_id = @organisation "
                            + "AND device_id = @device AND last_resort = 1 AND expires_at > @now",
                        new
                        {
                            organisation = organisation.ToString(),
                            device = device.ToString(),
                            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                        }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return expires is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
    }

    /// <summary>
    /// The condition stands twice on purpose: another node may take the chosen row first, and then this statement changes
    /// nothing and the next one is tried.
    /// </summary>
    private static PackageRow? TakeFresh(WriteTransaction transaction, object parameters)
    {
        string next =
            $"SELECT reference FROM key_packages WHERE {InStock} AND device_id = @device ORDER BY created_at, reference LIMIT 1";
        while (transaction.Find<byte[]>(next, parameters) is not null)
        {
            PackageRow? row = transaction.Find<PackageRow>(
                "UPDATE key_packages SET taken_at = @now, taken_by = @takenBy WHERE organisation_id = @organisation "
                    + $"AND reference = ({next}) AND taken_at IS NULL "
                    + "RETURNING reference AS Reference, key_package AS KeyPackage",
                parameters
            );
            if (row is not null)
            {
                return row;
            }
        }

        return null;
    }

    private int CountOf(WriteTransaction transaction, OrganisationId organisation, DeviceId device) =>
        (int)
            transaction.Get<long>(
                $"SELECT COUNT(*) FROM key_packages WHERE {InStock} AND device_id = @device",
                new
                {
                    organisation = organisation.ToString(),
                    device = device.ToString(),
                    now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                }
            );

    private void Add(
        WriteTransaction transaction,
        OrganisationId organisation,
        DeviceId device,
        FittingKeyPackage package
    ) =>
        transaction.Execute(
            "INSERT INTO key_packages (reference, organisation_id, device_id, key_package, last_resort, expires_at, created_at) "
                + "VALUES (@reference, @organisation, @device, @message, @lastResort, @expires, @now)",
            new
            {
                reference = package.Reference.ToArray(),
                organisation = organisation.ToString(),
                device = device.ToString(),
                message = package.Message.ToArray(),
                lastResort = package.LastResort ? 1L : 0L,
                expires = package.ExpiresAt.ToUnixTimeMilliseconds(),
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            }
        );

    /// <summary>Drops what expired and, when a new one comes, the last-resort package before it.</summary>
    private void DropOld(
        WriteTransaction transaction,
        OrganisationId organisation,
        DeviceId device,
        bool replacesLastResort
    ) =>
        transaction.Execute(
            "DELETE FROM key_packages WHERE organisation_id = @organisation AND device_id = @device "
                + "AND (expires_at <= @now OR (last_resort = 1 AND @replaces = 1))",
            new
            {
                organisation = organisation.ToString(),
                device = device.ToString(),
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                replaces = replacesLastResort ? 1L : 0L,
            }
        );
}
