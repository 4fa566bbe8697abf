using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>Whether somebody could still sign in: asked after a way in was taken away, inside the same transaction.</summary>
internal static class WaysIn
{
    /// <summary>Takes every way in away; the caller adds a new one in the same transaction.</summary>
    public static void RemoveAll(WriteTransaction transaction, OrganisationId organisation, UserId user) =>
        PasskeyStore.RemoveAll(transaction, organisation, user);

    public static bool HasAny(WriteTransaction transaction, OrganisationId organisation, UserId user) =>
        PasskeyStore.CountOf(transaction, organisation, user) > 0;
}
