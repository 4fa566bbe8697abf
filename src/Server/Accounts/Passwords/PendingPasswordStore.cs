using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>Secrets that were shown to somebody and wait for a code of the app that took them: ten minutes, the last one only.</summary>
internal sealed class PendingPasswordStore(Database database, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public Task KeepAsync(OrganisationId organisation, UserId user, byte[] wrappedSecret, CancellationToken cancel) =>
        database.WriteAsync(
            transaction =>
            {
                transaction.Execute("DELETE FROM pending_passwords WHERE expires_at <= @now", new { now = Now });
                Remove(transaction, organisation, user);
                transaction.Execute(
                    "INSERT INTO pending_passwords (user_id, organisation_id, totp_secret, expires_at) "
                        + "VALUES (@user, @organisation, @wrappedSecret, @expires)",
                    new
                    {
                        user = user.ToString(),
                        organisation = organisation.ToString(),
                        wrappedSecret,
                        expires = Now + (long)Lifetime.TotalMilliseconds,
                    }
                );
            },
            cancel
        );

    public Task<byte[]?> FindAsync(OrganisationId organisation, UserId user, CancellationToken cancel) =>
        database.ReadAsync(
            reader =>
                reader.FindAsync<byte[]>(
                    "SELECT totp_secret FROM pending_passwords WHERE organisation_id = @organisation AND user_id = @user "
                        + "AND expires_at > @now",
                    new
                    {
                        organisation = organisation.ToString(),
                        user = user.ToString(),
                        now = Now,
                    }
                ),
            cancel
        );

    /// <summary>Takes this very secret. False when another request took or replaced it.</summary>
    public static bool TryTake(
        WriteTransaction transaction,
        OrganisationId organisation,
        UserId user,
        byte[] wrappedSecret
    ) =>
        transaction.Execute(
            "DELETE FROM pending_passwords WHERE organisation_id = @organisation AND user_id = @user "
                + "AND totp_secret = @wrappedSecret",
            new
            {
                organisation = organisation.ToString(),
                user = user.ToString(),
                wrappedSecret,
            }
        ) == 1;

    public static void Remove(WriteTransaction transaction, OrganisationId organisation, UserId user) =>
        transaction.Execute(
            "DELETE FROM pending_passwords WHERE organisation_id = @organisation AND user_id = @user",
            new { organisation = organisation.ToString(), user = user.ToString() }
        );
}
