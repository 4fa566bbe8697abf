using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>Begins to set a password: makes the secret that an authenticator app is to take.</summary>
internal static class OfferPassword
{
    public static void Map(Routes routes) =>
        routes.Post("/v1/password/options", Access.Staff, AuditKind.None, HandleAsync, proof: true, stepUp: true);

    private static async Task<Ok<PasswordOptions>> HandleAsync(
        EmptyRequest request,
        StaffCaller caller,
        AuthenticatorSecrets secrets,
        PendingPasswordStore pending,
        OrganisationStore organisations,
        CancellationToken cancel
    )
    {
        Organisation organisation = await organisations.GetAsync(caller.Organisation, cancel).ConfigureAwait(false);
        byte[] secret = AuthenticatorCodes.NewSecret();
        byte[] wrapped = await secrets
            .SealAsync(caller.Organisation, caller.User, secret, cancel)
            .ConfigureAwait(false);
        await pending.KeepAsync(caller.Organisation, caller.User, wrapped, cancel).ConfigureAwait(false);
        PasswordOptions options = new(
            AuthenticatorCodes.TextOf(secret),
            AuthenticatorCodes.UriOf(secret, organisation.Name, caller.Name)
        );
        CryptographicOperations.ZeroMemory(secret);
        return TypedResults.Ok(options);
    }
}
