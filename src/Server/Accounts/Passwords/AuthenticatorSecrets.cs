using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>
/// Keeps the secrets of authenticator apps unreadable in the main database: each is sealed under its account's key in the
/// key store, so a copy of one database gives no second factor.
/// </summary>
internal sealed class AuthenticatorSecrets(KeyStore keys)
{
    /// <summary>Checked where there is no account; no code of it is ever accepted.</summary>
    private static readonly byte[] OfNobody = AuthenticatorCodes.NewSecret();

    public async Task<byte[]> SealAsync(
        OrganisationId organisation,
        UserId user,
        byte[] secret,
        CancellationToken cancel
    )
    {
        StorageKey key = await keys.OfAsync(organisation.ToString(), user.ToString(), cancel).ConfigureAwait(false);
        return key.Wrap(PlaceOf(user), 0, secret);
    }

    /// <summary>The secret that <see cref="SealAsync"/> sealed for this very account.</summary>
    /// <exception cref="CryptographicException">The row was changed, or copied from another account.</exception>
    public async Task<byte[]> OpenAsync(
        OrganisationId organisation,
        UserId user,
        byte[] wrapped,
        CancellationToken cancel
    )
    {
        StorageKey key = await keys.OfAsync(organisation.ToString(), user.ToString(), cancel).ConfigureAwait(false);
        return key.Unwrap(PlaceOf(user), 0, wrapped);
    }

    /// <summary>The secret beside a password; without one a secret that fits nothing.</summary>
    public Task<byte[]> OpenOfAsync(StoredPassword? stored, CancellationToken cancel) =>
        stored is null
            ? Task.FromResult(OfNobody)
            : OpenAsync(stored.Account.Organisation, stored.Account.User, stored.WrappedSecret, cancel);

    private static string PlaceOf(UserId user) => $"totp_secret {user}";
}
