using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>Whether somebody could still sign in: asked after a way in was taken away, inside the same transaction.</summary>
internal static class WaysIn
{
    public static bool HasAny(WriteTransaction transaction, OrganisationId organisation, UserId user) =>
        PasskeyStore.CountOf(transaction, organisation, user) > 0;
}
