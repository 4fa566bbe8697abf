using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Storage;

namespace Sotto.Server.Accounts.Recovery;

/// <summary>When the kit of an organisation was made and last tested.</summary>
internal sealed class KitTestStore(Database database, TimeProvider time)
{
    private const string State =
        "SELECT o.created_at AS MadeAt, t.tested_at AS TestedAt, t.tested_by AS TestedBy, s.name AS Name "
        + "FROM organisations o LEFT JOIN kit_tests t ON t.organisation_id = o.organisation_id "
        + "LEFT JOIN staff s ON s.organisation_id = t.organisation_id AND s.user_id = t.tested_by "
        + "WHERE o.organisation_id = @organisation";

    private sealed record Row(long MadeAt, long? TestedAt, string? TestedBy, string? Name)
    {
        public KitState ToState() =>
            new(
                DateTimeOffset.FromUnixTimeMilliseconds(MadeAt),
                TestedAt is { } at && TestedBy is { } by
                    ? new KitTest(DateTimeOffset.FromUnixTimeMilliseconds(at), UserId.Parse(by), Name ?? "")
                    : null
            );
    }

    public async Task<KitState> GetAsync(OrganisationId organisation, CancellationToken cancel)
    {
        Row row = await database
            .ReadAsync(reader => reader.GetAsync<Row>(State, new { organisation = organisation.ToString() }), cancel)
            .ConfigureAwait(false);
        return row.ToState();
    }

    /// <summary>The same in the transaction that changes it.</summary>
    public static KitState Get(WriteTransaction transaction, OrganisationId organisation) =>
        transaction.Get<Row>(State, new { organisation = organisation.ToString() }).ToState();

    /// <summary>Notes a test that was made now; the one before is forgotten here.</summary>
    public void Put(WriteTransaction transaction, OrganisationId organisation, UserId by) =>
        transaction.Execute(
            "INSERT INTO kit_tests (organisation_id, tested_at, tested_by) VALUES (@organisation, @now, @by) "
                + "ON CONFLICT (organisation_id) DO UPDATE SET tested_at = excluded.tested_at, "
                + "tested_by = excluded.tested_by",
            new
            {
                organisation = organisation.ToString(),
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                by = by.ToString(),
            }
        );
}
