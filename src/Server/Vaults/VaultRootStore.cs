using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Storage;

namespace Sotto.Server.Vaults;

/// <summary>
/// The SQL of what certifies in an owner's vault, "the root" for short: each method is a step of somebody's transaction.
/// Whether it is there is whether its row has a body; nothing else says so, and nothing else writes it.
/// </summary>
internal static class VaultRootStore
{
    private const string OfOwner = " FROM vault_roots WHERE organisation_id = @organisation AND owner_id = @owner";

    private const string Selected = "SELECT number AS Number, body AS Body" + OfOwner;

    private sealed record Row(long Number, byte[]? Body);

    private sealed record StateRow(long Number, long Kept);

    /// <summary>Null when no root was ever in the owner's vault. Without the root itself.</summary>
    public static async Task<VaultRootState?> ReadStateAsync(Reader reader, OrganisationId organisation, string owner)
    {
        StateRow? row = await reader
            .FindAsync<StateRow>(
                "SELECT number AS Number, CAST(CASE WHEN body IS NULL THEN 0 ELSE 1 END AS BIGINT) AS Kept" + OfOwner,
                Owner(organisation, owner)
            )
            .ConfigureAwait(false);
        return row is null ? null : new VaultRootState(row.Number, row.Kept != 0);
    }

    /// <summary>The sealed root and its number; null when the owner's vault holds none.</summary>
    public static (long Number, Bytes Sealed)? Find(WriteTransaction transaction, VaultOwner owner) =>
        transaction.Find<Row>(Selected, Owner(owner)) is { Body: { } body } row ? (row.Number, new Bytes(body)) : null;

    /// <summary>Puts the sealed root in place of what was there. Null, or why not.</summary>
    public static string? Keep(WriteTransaction transaction, VaultOwner owner, KeepVaultRootRequest request, long now)
    {
        if (RefuseVault(transaction, owner, request.Vault) is { } refusal)
        {
            return refusal;
        }

        Row? stored = transaction.Find<Row>(Selected, Owner(owner));
        if (
            stored is { Body: { } body }
            && stored.Number == request.Number
            && CryptographicOperations.FixedTimeEquals(body, request.Sealed.Span)
        )
        {
            return null; // the answer to the first try did not arrive
        }

        if (request.Number != (stored?.Number ?? 0) + 1)
        {
            return ProblemCodes.Conflict;
        }

        Write(transaction, owner, request.Number, request.Sealed.ToArray(), now);
        return null;
    }

    /// <summary>Takes the root out; its row keeps the number. Null, or why not.</summary>
    public static string? TakeOut(
        WriteTransaction transaction,
        VaultOwner owner,
        RemoveVaultRootRequest request,
        long now
    )
    {
        if (RefuseVault(transaction, owner, request.Vault) is { } refusal)
        {
            return refusal;
        }

        Row? stored = transaction.Find<Row>(Selected, Owner(owner));
        if (stored is { Body: null } && stored.Number == request.Number)
        {
            return null; // the answer to the first try did not arrive
        }

        if (stored?.Body is null)
        {
            return ProblemCodes.NotFound;
        }

        if (request.Number != stored.Number + 1)
        {
            return ProblemCodes.Conflict;
        }

        Write(transaction, owner, request.Number, null, now);
        return null;
    }

    /// <summary>For who removes the vault.</summary>
    public static void Remove(WriteTransaction transaction, OrganisationId organisation, string owner) =>
        transaction.Execute("DELETE" + OfOwner, Owner(organisation, owner));

    /// <summary>Locks the vault, so that of two browsers at once the second sees what the first has written.</summary>
    private static string? RefuseVault(WriteTransaction transaction, VaultOwner owner, VaultId expected) =>
        VaultStore.FindForUpdate(transaction, owner) switch
        {
            null => ProblemCodes.NotFound,
            { } vault when vault != expected => ProblemCodes.Conflict, // it would never open there
            _ => null,
        };

    private static void Write(WriteTransaction transaction, VaultOwner owner, long number, byte[]? body, long now) =>
        transaction.Execute(
            "INSERT INTO vault_roots (organisation_id, owner_id, number, body, stored_at) "
                + "VALUES (@organisation, @owner, @number, @body, @now) "
                + "ON CONFLICT (organisation_id, owner_id) DO UPDATE SET number = @number, body = @body, stored_at = @now",
            new
            {
                organisation = owner.Organisation.ToString(),
                owner = owner.Id,
                number,
                body,
                now,
            }
        );

    private static object Owner(VaultOwner owner) => Owner(owner.Organisation, owner.Id);

    private static object Owner(OrganisationId organisation, string owner) =>
        new { organisation = organisation.ToString(), owner };
}
