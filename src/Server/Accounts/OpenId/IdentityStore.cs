using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>Which identity at the provider is whose account here.</summary>
internal sealed class IdentityStore(Database database, TimeProvider time)
{
    private const int IdSize = 16;

    private sealed record Row(string IdentityId, string Issuer, long CreatedAt, long? LastUsedAt)
    {
        public OwnOpenId ToOwn() =>
            new(
                IdentityId,
                Issuer,
                DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
                LastUsedAt is { } used ? DateTimeOffset.FromUnixTimeMilliseconds(used) : null
            );
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Links an identity. False when it is somebody's already, or the user has another one of this provider.</summary>
    public bool TryAdd(
        WriteTransaction transaction,
        OrganisationId organisation,
        UserId user,
        ProviderIdentity identity
    ) =>
        transaction.Execute(
            "INSERT INTO openid_identities (identity_id, organisation_id, issuer, subject, user_id, created_at) "
                + "VALUES (@id, @organisation, @issuer, @subject, @user, @now) ON CONFLICT DO NOTHING",
            new
            {
                id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdSize)),
                organisation = organisation.ToString(),
                issuer = identity.Issuer,
                subject = identity.Subject,
                user = user.ToString(),
                now = Now,
            }
        ) == 1;

    /// <summary>Whose account an identity is, or null when it is nobody's.</summary>
    public async Task<UserId?> FindAsync(
        OrganisationId organisation,
        ProviderIdentity identity,
        CancellationToken cancel
    )
    {
        string? user = await database
            .ReadAsync(
                reader =>
                    reader.FindAsync<string>(
                        "SELECT user_id FROM openid_identities WHERE organisation_id = @organisation AND issuer = @issuer "
                            + "AND subject = @subject",
                        new
                        {
                            organisation = organisation.ToString(),
                            issuer = identity.Issuer,
                            subject = identity.Subject,
                        }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return user is null ? null : UserId.Parse(user);
    }

    /// <summary>Notes that an identity was used. False when it is no longer this user's.</summary>
    public bool TryUse(WriteTransaction transaction, StaffAccount account, ProviderIdentity identity) =>
        transaction.Execute(
            "UPDATE openid_identities SET last_used_at = @now WHERE organisation_id = @organisation AND issuer = @issuer "
                + "AND subject = @subject AND user_id = @user",
            new
            {
                now = Now,
                organisation = account.Organisation.ToString(),
                issuer = identity.Issuer,
                subject = identity.Subject,
                user = account.User.ToString(),
            }
        ) == 1;

    public async Task<IReadOnlyList<OwnOpenId>> ListAsync(StaffCaller caller, CancellationToken cancel)
    {
        IReadOnlyList<Row> rows = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<Row>(
                        "SELECT identity_id AS IdentityId, issuer AS Issuer, created_at AS CreatedAt, last_used_at AS LastUsedAt "
                            + "FROM openid_identities WHERE organisation_id = @organisation AND user_id = @user "
                            + "ORDER BY created_at, identity_id",
                        new { organisation = caller.Organisation.ToString(), user = caller.User.ToString() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return rows.Select(row => row.ToOwn()).ToList();
    }

    public static void RemoveAll(WriteTransaction transaction, OrganisationId organisation, UserId user) =>
        transaction.Execute(
            "DELETE FROM openid_identities WHERE organisation_id = @organisation AND user_id = @user",
            new { organisation = organisation.ToString(), user = user.ToString() }
        );

    public static bool TryRemove(WriteTransaction transaction, StaffCaller caller, string identity) =>
        transaction.Execute(
            "DELETE FROM openid_identities WHERE organisation_id = @organisation AND user_id = @user AND identity_id = @identity",
            new
            {
                organisation = caller.Organisation.ToString(),
                user = caller.User.ToString(),
                identity,
            }
        ) == 1;
}
