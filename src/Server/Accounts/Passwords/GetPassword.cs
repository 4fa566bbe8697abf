using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol.Http;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>Tells somebody whether they have a password, and how many recovery codes are left.</summary>
internal static class GetPassword
{
    public static void Map(Routes routes) => routes.Get("/v1/password", Access.Staff, HandleAsync);

    private static async Task<Ok<PasswordState>> HandleAsync(
        StaffCaller caller,
        Database database,
        PasswordStore passwords,
        CancellationToken cancel
    )
    {
        StoredPassword? stored = await passwords
            .FindAsync(caller.Organisation, caller.User, cancel)
            .ConfigureAwait(false);
        long left = await database
            .ReadAsync(reader => RecoveryCodeStore.CountLeftAsync(reader, caller.Organisation, caller.User), cancel)
            .ConfigureAwait(false);
        return TypedResults.Ok(new PasswordState(stored?.SignInName, stored?.ChangedAt, (int)left));
    }
}
