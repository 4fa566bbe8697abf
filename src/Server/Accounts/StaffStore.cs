using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>Accounts of staff. Other slices ask here who somebody is and what they were invited for.</summary>
internal sealed class StaffStore(Database database, TimeProvider time)
{
    private const string Select =
        "SELECT organisation_id AS OrganisationId, user_id AS UserId, name AS Name, role AS Role FROM staff WHERE disabled_at IS NULL";

    private sealed record Row(string OrganisationId, string UserId, string Name, string Role)
    {
        public StaffAccount ToAccount() =>
            new(
                Protocol.OrganisationId.Parse(OrganisationId),
                Protocol.UserId.Parse(UserId),
                Name,
                Enum.Parse<AccountRole>(Role)
            );
    }

    /// <summary>Adds an account; the caller has proved in this transaction that its holder is welcome.</summary>
    public void Add(WriteTransaction transaction, StaffAccount account) =>
        transaction.Execute(
            "INSERT INTO staff (user_id, organisation_id, name, role, created_at) VALUES (@user, @organisation, @name, @role, @now)",
            new
            {
                user = account.User.ToString(),
                organisation = account.Organisation.ToString(),
                name = account.Name,
                role = account.Role.ToString(),
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            }
        );

    /// <summary>Whether the id is taken, in whatever organisation and even when disabled.</summary>
    public static bool IsTaken(WriteTransaction transaction, UserId user) =>
        transaction.Get<long>("SELECT COUNT(*) FROM staff WHERE user_id = @user", new { user = user.ToString() }) > 0;

    /// <summary>The account behind an id, in whatever organisation: only sign-in may ask like this.</summary>
    public async Task<StaffAccount?> FindAnywhereAsync(UserId user, CancellationToken cancel)
    {
        Row? row = await database
            .ReadAsync(
                reader => reader.FindAsync<Row>(Select + " AND user_id = @user", new { user = user.ToString() }),
                cancel
            )
            .ConfigureAwait(false);
        return row?.ToAccount();
    }

    /// <summary>Everybody of an organisation.</summary>
    public async Task<IReadOnlyList<StaffAccount>> ListAsync(OrganisationId organisation, CancellationToken cancel)
    {
        IReadOnlyList<Row> rows = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<Row>(
                        Select + " AND organisation_id = @organisation ORDER BY created_at, user_id",
                        new { organisation = organisation.ToString() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return rows.Select(row => row.ToAccount()).ToList();
    }

    /// <summary>
    /// Lets nobody else change how this person signs in until the transaction ends: whoever removes a way in asks first,
    /// or two removals at once would take the last two.
    /// </summary>
    public static void LockWaysIn(WriteTransaction transaction, OrganisationId organisation, UserId user) =>
        transaction.Find<string>(
            "SELECT user_id FROM staff WHERE organisation_id = @organisation AND user_id = @user"
                + transaction.ForUpdate,
            new { organisation = organisation.ToString(), user = user.ToString() }
        );

    /// <summary>Whether somebody works here.</summary>
    public static bool WorksHere(WriteTransaction transaction, OrganisationId organisation, UserId user) =>
        transaction.Get<long>(
            "SELECT COUNT(*) FROM staff WHERE organisation_id = @organisation AND user_id = @user AND disabled_at IS NULL",
            new { organisation = organisation.ToString(), user = user.ToString() }
        ) > 0;
}
