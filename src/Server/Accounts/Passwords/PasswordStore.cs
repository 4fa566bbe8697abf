using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Storage;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>A password and an authenticator app of an account that is not disabled.</summary>
internal sealed record StoredPassword(
    StaffAccount Account,
    string SignInName,
    string Hash,
    byte[] WrappedSecret,
    DateTimeOffset ChangedAt
)
{
    /// <summary>Silent about the hash.</summary>
    public override string ToString() => nameof(StoredPassword);
}

/// <summary>What is about to be stored: a name, a hash, a sealed secret, and the step whose code confirmed it.</summary>
internal sealed record NewPassword(SignInName Name, string Hash, byte[] WrappedSecret, long Step)
{
    /// <summary>Silent about the hash.</summary>
    public override string ToString() => nameof(NewPassword);
}

/// <summary>Rows of passwords, at most one per person.</summary>
internal sealed class PasswordStore(Database database, TimeProvider time)
{
    private const string Select =
        "SELECT p.organisation_id AS OrganisationId, p.user_id AS UserId, u.name AS Name, u.role AS Role, "
        + "p.sign_in_name AS SignInName, p.password_hash AS PasswordHash, p.totp_secret AS TotpSecret, "
        + "p.changed_at AS ChangedAt FROM passwords p "
        + "JOIN staff u ON u.user_id = p.user_id AND u.organisation_id = p.organisation_id "
        + "WHERE u.disabled_at IS NULL AND ";

    private sealed record Row(
        string OrganisationId,
        string UserId,
        string Name,
        string Role,
        string SignInName,
        string PasswordHash,
        byte[] TotpSecret,
        long ChangedAt
    )
    {
        public StoredPassword ToStored() =>
            new(
                new StaffAccount(
                    Protocol.OrganisationId.Parse(OrganisationId),
                    Protocol.UserId.Parse(UserId),
                    Name,
                    Enum.Parse<AccountRole>(Role)
                ),
                SignInName,
                PasswordHash,
                TotpSecret,
                DateTimeOffset.FromUnixTimeMilliseconds(ChangedAt)
            );
    }

    /// <summary>The password behind a name, in whatever organisation: only sign-in may ask like this.</summary>
    public async Task<StoredPassword?> FindAnywhereAsync(SignInName name, CancellationToken cancel) =>
        (
            await database
                .ReadAsync(
                    reader => reader.FindAsync<Row>(Select + "p.sign_in_name = @name", new { name = name.Text }),
                    cancel
                )
                .ConfigureAwait(false)
        )?.ToStored();

    public async Task<StoredPassword?> FindAsync(OrganisationId organisation, UserId user, CancellationToken cancel) =>
        (
            await database
                .ReadAsync(
                    reader =>
                        reader.FindAsync<Row>(
                            Select + "p.organisation_id = @organisation AND p.user_id = @user",
                            Of(organisation, user)
                        ),
                    cancel
                )
                .ConfigureAwait(false)
        )?.ToStored();

    /// <summary>Whether somebody can sign in by password.</summary>
    public static bool HasAny(WriteTransaction transaction, OrganisationId organisation, UserId user) =>
        transaction.Get<long>(
            "SELECT COUNT(*) FROM passwords WHERE organisation_id = @organisation AND user_id = @user",
            Of(organisation, user)
        ) > 0;

    /// <summary>Sets the password of somebody, whether they had one or not. False, and nothing changed, when the name is another's.</summary>
    public bool TrySet(WriteTransaction transaction, OrganisationId organisation, UserId user, NewPassword password)
    {
        transaction.Execute(
            "DELETE FROM passwords WHERE organisation_id = @organisation AND user_id = @user",
            Of(organisation, user)
        );
        int added = transaction.Execute(
            "INSERT INTO passwords (user_id, organisation_id, sign_in_name, password_hash, totp_secret, totp_last_step, changed_at) "
                + "VALUES (@user, @organisation, @name, @hash, @secret, @step, @now) ON CONFLICT DO NOTHING",
            new
            {
                user = user.ToString(),
                organisation = organisation.ToString(),
                name = password.Name.Text,
                hash = password.Hash,
                secret = password.WrappedSecret,
                step = password.Step,
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            }
        );
        if (added == 0)
        {
            transaction.Undo();
        }

        return added == 1;
    }

    /// <summary>
    /// Uses up a code's step and all before it. False, and nothing changed, when it was used: of codes that arrive at once
    /// one passes. False too when the password was changed after it was checked.
    /// </summary>
    public static bool TryUse(WriteTransaction transaction, StoredPassword stored, long step) =>
        transaction.Execute(
            "UPDATE passwords SET totp_last_step = @step WHERE organisation_id = @organisation AND user_id = @user "
                + "AND password_hash = @hash AND totp_last_step < @step",
            new
            {
                step,
                organisation = stored.Account.Organisation.ToString(),
                user = stored.Account.User.ToString(),
                hash = stored.Hash,
            }
        ) == 1;

    /// <summary>Whether it is still the one that was checked.</summary>
    public static bool IsCurrent(WriteTransaction transaction, StoredPassword stored) =>
        transaction.Find<string>(
            "SELECT password_hash FROM passwords WHERE organisation_id = @organisation AND user_id = @user"
                + transaction.ForUpdate,
            Of(stored.Account.Organisation, stored.Account.User)
        ) == stored.Hash;

    /// <summary>False when there is none.</summary>
    public static bool TryRemove(WriteTransaction transaction, OrganisationId organisation, UserId user) =>
        transaction.Execute(
            "DELETE FROM passwords WHERE organisation_id = @organisation AND user_id = @user",
            Of(organisation, user)
        ) == 1;

    private static object Of(OrganisationId organisation, UserId user) =>
        new { organisation = organisation.ToString(), user = user.ToString() };
}
