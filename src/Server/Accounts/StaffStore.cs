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

    // Properties, not a constructor: SQLite cannot name the type of a computed column when there is no row.
    private sealed class MemberRow
    {
        public string UserId { get; init; } = "";

        public string Name { get; init; } = "";

        public string Role { get; init; } = "";

        public long CreatedAt { get; init; }

        public long? LastSignedInAt { get; init; }

        public long? DisabledAt { get; init; }

        public StaffMember ToMember() =>
            new(
                Protocol.UserId.Parse(UserId),
                Name,
                Enum.Parse<AccountRole>(Role),
                DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
                At(LastSignedInAt),
                At(DisabledAt)
            );

        private static DateTimeOffset? At(long? milliseconds) =>
            milliseconds is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;
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

    /// <summary>Everybody of an organisation, disabled accounts too, with their last sign-in.</summary>
    public async Task<IReadOnlyList<StaffMember>> DescribeAsync(OrganisationId organisation, CancellationToken cancel)
    {
        IReadOnlyList<MemberRow> rows = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<MemberRow>(
                        "SELECT u.user_id AS UserId, u.name AS Name, u.role AS Role, u.created_at AS CreatedAt, "
                            + "u.disabled_at AS DisabledAt, MAX(s.created_at) AS LastSignedInAt FROM staff u "
                            + "LEFT JOIN sessions s ON s.user_id = u.user_id AND s.organisation_id = u.organisation_id "
                            + "WHERE u.organisation_id = @organisation "
                            + "GROUP BY u.user_id, u.name, u.role, u.created_at, u.disabled_at ORDER BY u.created_at, u.user_id",
                        new { organisation = organisation.ToString() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return rows.Select(row => row.ToMember()).ToList();
    }

    /// <summary>How many others may approve what needs a second administrator.</summary>
    public static long CountAdministrators(WriteTransaction transaction, OrganisationId organisation, UserId except) =>
        transaction.Get<long>(
            "SELECT COUNT(*) FROM staff WHERE organisation_id = @organisation AND user_id <> @except "
                + "AND disabled_at IS NULL AND role IN (@owner, @administrator)",
            new
            {
                organisation = organisation.ToString(),
                except = except.ToString(),
                owner = nameof(AccountRole.Owner),
                administrator = nameof(AccountRole.Administrator),
            }
        );

    /// <summary>Somebody's role, even when they are disabled; null when nobody here has the id.</summary>
    public static AccountRole? RoleOf(WriteTransaction transaction, OrganisationId organisation, UserId user) =>
        transaction.Find<string>(
            "SELECT role FROM staff WHERE organisation_id = @organisation AND user_id = @user",
            new { organisation = organisation.ToString(), user = user.ToString() }
        )
            is { } role
            ? Enum.Parse<AccountRole>(role)
            : null;

    public static void SetRole(
        WriteTransaction transaction,
        OrganisationId organisation,
        UserId user,
        AccountRole role
    ) =>
        transaction.Execute(
            "UPDATE staff SET role = @role WHERE organisation_id = @organisation AND user_id = @user",
            new
            {
                role = role.ToString(),
                organisation = organisation.ToString(),
                user = user.ToString(),
            }
        );

    public void SetDisabled(WriteTransaction transaction, OrganisationId organisation, UserId user, bool isDisabled) =>
        transaction.Execute(
            "UPDATE staff SET disabled_at = @at WHERE organisation_id = @organisation AND user_id = @user",
            new
            {
                at = isDisabled ? time.GetUtcNow().ToUnixTimeMilliseconds() : (long?)null,
                organisation = organisation.ToString(),
                user = user.ToString(),
            }
        );

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

    /// <summary>Whether somebody who works here could not sign in by passkey.</summary>
    public static bool AnyWithoutPasskey(WriteTransaction transaction, OrganisationId organisation) =>
        transaction.Get<long>(
            "SELECT COUNT(*) FROM staff u WHERE u.organisation_id = @organisation AND u.disabled_at IS NULL "
                + "AND NOT EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = u.user_id "
                + "AND p.organisation_id = u.organisation_id)",
            new { organisation = organisation.ToString() }
        ) > 0;

    /// <summary>Whether somebody works here.</summary>
    public static bool WorksHere(WriteTransaction transaction, OrganisationId organisation, UserId user) =>
        transaction.Get<long>(
            "SELECT COUNT(*) FROM staff WHERE organisation_id = @organisation AND user_id = @user AND disabled_at IS NULL",
            new { organisation = organisation.ToString(), user = user.ToString() }
        ) > 0;
}
