using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>The newest statement of every organisation's company keys.</summary>
internal sealed class CompanyKeyStore(Database database, TimeProvider time)
{
    private const string Newest = "SELECT statement FROM company_keys WHERE organisation_id = @organisation";

    /// <summary>The statement as the root signed it, or null when there is none.</summary>
    public static string? Find(WriteTransaction transaction, OrganisationId organisation) =>
        transaction.Find<string>(Newest, new { organisation = organisation.ToString() });

    public Task<string?> FindAsync(OrganisationId organisation, CancellationToken cancel) =>
        database.ReadAsync(
            reader => reader.FindAsync<string>(Newest, new { organisation = organisation.ToString() }),
            cancel
        );

    /// <summary>Stores a verified statement; false, and nothing written, when its number is not above the one before.</summary>
    public bool TryPut(WriteTransaction transaction, VerifiedCompanyKeys keys, string statement) =>
        transaction.Execute(
            "INSERT INTO company_keys (organisation_id, number, statement, created_at) "
                + "VALUES (@organisation, @number, @statement, @now) ON CONFLICT (organisation_id) "
                + "DO UPDATE SET number = excluded.number, statement = excluded.statement, "
                + "created_at = excluded.created_at WHERE company_keys.number < excluded.number",
            new
            {
                organisation = keys.Organisation.ToString(),
                number = keys.Number,
                statement,
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            }
        ) > 0;
}
