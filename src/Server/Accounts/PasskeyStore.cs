using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>Rows of passkeys: added by the transaction that admits their holder, moved on by each sign-in.</summary>
internal sealed class PasskeyStore(Database database, TimeProvider time)
{
    private const string Select =
        "SELECT credential_id AS CredentialId, record AS Record, sign_count AS SignCount, created_at AS CreatedAt FROM passkeys ";

    private sealed record Row(byte[] CredentialId, string Record, long SignCount, long CreatedAt);

    /// <summary>What verification needs later. The attestation is not kept: it could tell devices of one person apart.</summary>
    private sealed record PasskeyRecord(
        Bytes PublicKey,
        IReadOnlyList<string> Transports,
        bool BackupEligible,
        bool BackedUp
    );

    public void Add(WriteTransaction transaction, OrganisationId organisation, UserId user, NewPasskey passkey) =>
        transaction.Execute(
            "INSERT INTO passkeys (credential_id, organisation_id, user_id, name, record, sign_count, created_at) "
                + "VALUES (@id, @organisation, @user, '', @record, @count, @now)",
            new
            {
                id = passkey.Info.CredentialId,
                organisation = organisation.ToString(),
                user = user.ToString(),
                record = Write(passkey.Info),
                count = (long)passkey.Info.SignCount,
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            }
        );

    /// <summary>Whether a passkey is registered, for whomever.</summary>
    public static bool IsTaken(WriteTransaction transaction, NewPasskey passkey) =>
        transaction.Get<long>(
            "SELECT COUNT(*) FROM passkeys WHERE credential_id = @id",
            new { id = passkey.Info.CredentialId }
        ) > 0;

    /// <summary>Whether somebody can sign in by passkey.</summary>
    public static bool HasAny(WriteTransaction transaction, OrganisationId organisation, UserId user) =>
        transaction.Get<long>(
            "SELECT COUNT(*) FROM passkeys WHERE organisation_id = @organisation AND user_id = @user",
            new { organisation = organisation.ToString(), user = user.ToString() }
        ) > 0;

    /// <summary>
    /// Moves the counter on. False, and nothing changed, when another sign-in got there first with the same or a higher
    /// one: two copies of an authenticator are in use. Authenticators that do not count stay at zero.
    /// </summary>
    public bool TryMoveOn(WriteTransaction transaction, UsedPasskey used) =>
        transaction.Execute(
            "UPDATE passkeys SET record = @record, sign_count = @count, last_used_at = @now WHERE credential_id = @id "
                + "AND organisation_id = @organisation AND user_id = @user "
                + "AND (sign_count < @count OR (sign_count = 0 AND @count = 0))",
            new
            {
                record = Write(used.Info),
                count = (long)used.Info.SignCount,
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                id = used.Info.CredentialId,
                organisation = used.Account.Organisation.ToString(),
                user = used.Account.User.ToString(),
            }
        ) == 1;

    public async Task<IReadOnlyList<UserPasskeyInfo>> ListAsync(StaffAccount account, CancellationToken cancel)
    {
        IReadOnlyList<Row> rows = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<Row>(
                        Select
                            + "WHERE organisation_id = @organisation AND user_id = @user ORDER BY created_at, credential_id",
                        new { organisation = account.Organisation.ToString(), user = account.User.ToString() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return rows.Select(Read).ToList();
    }

    /// <summary>The account that a passkey belongs to, or null.</summary>
    public Task<string?> FindUserAsync(byte[] credentialId, CancellationToken cancel) =>
        database.ReadAsync(
            reader =>
                reader.FindAsync<string>(
                    "SELECT user_id FROM passkeys WHERE credential_id = @credentialId",
                    new { credentialId }
                ),
            cancel
        );

    private static string Write(UserPasskeyInfo info) =>
        JsonSerializer.Serialize(
            new PasskeyRecord(new Bytes(info.PublicKey), info.Transports ?? [], info.IsBackupEligible, info.IsBackedUp),
            ProtocolJson.Options
        );

    private static UserPasskeyInfo Read(Row row)
    {
        PasskeyRecord record =
            JsonSerializer.Deserialize<PasskeyRecord>(row.Record, ProtocolJson.Options)
            ?? throw new InvalidOperationException("A stored passkey is empty.");
        return new UserPasskeyInfo(
            row.CredentialId,
            record.PublicKey.ToArray(),
            DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
            (uint)row.SignCount,
            [.. record.Transports],
            isUserVerified: true,
            record.BackupEligible,
            record.BackedUp,
            attestationObject: [],
            clientDataJson: []
        );
    }
}
