using Sotto.Protocol;
using Sotto.Server.Accounts.OpenId;
using Sotto.Server.Accounts.Passwords;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>All the ways into an account: the one place that knows whether one is left and how to take all away.</summary>
internal static class WaysIn
{
    /// <summary>
    /// Whether somebody could still sign in by what is theirs: asked after a way was taken away, in the same transaction,
    /// with <see cref="StaffStore.LockWaysIn"/> before. A company's provider does not count, because it can close that way; a
    /// password does not where passkeys are demanded.
    /// </summary>
    public static bool HasAny(WriteTransaction transaction, OrganisationId organisation, UserId user) =>
        PasskeyStore.CountOf(transaction, organisation, user) > 0
        || (
            PasswordStore.HasAny(transaction, organisation, user)
            && !SignInPolicies.DemandsPasskeys(transaction, organisation)
        );

    /// <summary>Whether passkeys are demanded and somebody has none: enabled now, they could not even add one.</summary>
    public static bool IsLockedOut(WriteTransaction transaction, OrganisationId organisation, UserId user) =>
        PasskeyStore.CountOf(transaction, organisation, user) == 0
        && SignInPolicies.DemandsPasskeys(transaction, organisation);

    /// <summary>Takes every way away; the caller adds a new one in the same transaction.</summary>
    public static void RemoveAll(WriteTransaction transaction, OrganisationId organisation, UserId user)
    {
        PasskeyStore.RemoveAll(transaction, organisation, user);
        PasswordStore.TryRemove(transaction, organisation, user);
        PendingPasswordStore.Remove(transaction, organisation, user);
        RecoveryCodeStore.RemoveAll(transaction, organisation, user);
        IdentityStore.RemoveAll(transaction, organisation, user);
    }
}
