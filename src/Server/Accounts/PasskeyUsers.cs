using Microsoft.AspNetCore.Identity;
using Sotto.Protocol;

namespace Sotto.Server.Accounts;

/// <summary>
/// What the framework's WebAuthn support may ask about accounts: reading only. Everything is written by the transaction
/// of the ceremony itself, so the framework's own ways to write are closed.
/// </summary>
internal sealed class PasskeyUsers(StaffStore staff, PasskeyStore passkeys) : IUserPasskeyStore<StaffAccount>
{
    public async Task<StaffAccount?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        UserId.TryParse(userId, out UserId user)
            ? await staff.FindAnywhereAsync(user, cancellationToken).ConfigureAwait(false)
            : null;

    public async Task<StaffAccount?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        string? user = await passkeys.FindUserAsync(credentialId, cancellationToken).ConfigureAwait(false);
        return user is null ? null : await FindByIdAsync(user, cancellationToken).ConfigureAwait(false);
    }

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(
        StaffAccount user,
        byte[] credentialId,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<UserPasskeyInfo> all = await passkeys.ListAsync(user, cancellationToken).ConfigureAwait(false);
        return all.SingleOrDefault(passkey => passkey.CredentialId.AsSpan().SequenceEqual(credentialId));
    }

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(
        StaffAccount user,
        CancellationToken cancellationToken
    ) => [.. await passkeys.ListAsync(user, cancellationToken).ConfigureAwait(false)];

    public Task<string> GetUserIdAsync(StaffAccount user, CancellationToken cancellationToken) =>
        Task.FromResult(user.User.ToString());

    public Task<string?> GetUserNameAsync(StaffAccount user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.Name);

    public Task<string?> GetNormalizedUserNameAsync(StaffAccount user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.User.ToString());

    public Task<StaffAccount?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        Task.FromResult<StaffAccount?>(null); // names are for people: they identify nobody

    public Task AddOrUpdatePasskeyAsync(
        StaffAccount user,
        UserPasskeyInfo passkey,
        CancellationToken cancellationToken
    ) => throw Closed();

    public Task RemovePasskeyAsync(StaffAccount user, byte[] credentialId, CancellationToken cancellationToken) =>
        throw Closed();

    public Task SetUserNameAsync(StaffAccount user, string? userName, CancellationToken cancellationToken) =>
        throw Closed();

    public Task SetNormalizedUserNameAsync(
        StaffAccount user,
        string? normalizedName,
        CancellationToken cancellationToken
    ) => throw Closed();

    public Task<IdentityResult> CreateAsync(StaffAccount user, CancellationToken cancellationToken) => throw Closed();

    public Task<IdentityResult> UpdateAsync(StaffAccount user, CancellationToken cancellationToken) => throw Closed();

    public Task<IdentityResult> DeleteAsync(StaffAccount user, CancellationToken cancellationToken) => throw Closed();

    public void Dispose()
    {
        // Holds nothing: the stores belong to the server.
    }

    private static NotSupportedException Closed() => new("Accounts are written by the transaction of their use case.");
}
