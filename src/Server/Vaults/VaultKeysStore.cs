using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Storage;

namespace Sotto.Server.Vaults;

/// <summary>The SQL of a vault's sealed keys: each method is a step of somebody's transaction.</summary>
internal static class VaultKeysStore
{
    private const string OfOwner = " FROM vault_keys WHERE organisation_id = @organisation AND owner_id = @owner";

    private const string Selected = "SELECT number AS Number, body AS Body" + OfOwner;

    private sealed record Row(long Number, byte[] Body);

    /// <summary>The keys that the owner's vault holds; null when there are none.</summary>
    public static async Task<VaultKeys?> ReadAsync(Reader reader, VaultOwner owner)
    {
        Row? row = await reader.FindAsync<Row>(Selected, Owner(owner)).ConfigureAwait(false);
        return row is null ? null : new VaultKeys(row.Number, new Bytes(row.Body));
    }

    /// <summary>The same without the keys themselves.</summary>
    public static async Task<VaultKeysState?> ReadStateAsync(Reader reader, OrganisationId organisation, string owner)
    {
        Row? row = await reader.FindAsync<Row>(Selected, Owner(organisation, owner)).ConfigureAwait(false);
        return row is null ? null : new VaultKeysState(row.Number, new Bytes(SHA256.HashData(row.Body)));
    }

    /// <summary>Puts these keys in place of the ones before. Null, or why not.</summary>
    public static string? Put(WriteTransaction transaction, VaultOwner owner, PutVaultKeysRequest request, long now)
    {
        // Locks the vault, so that of two browsers at once the second sees what the first has written.
        if (VaultStore.FindForUpdate(transaction, owner) is not { } vault)
        {
            return ProblemCodes.NotFound;
        }

        // Keys sealed for a vault that was removed since would never open.
        if (vault != request.Vault)
        {
            return ProblemCodes.Conflict;
        }

        Row? stored = transaction.Find<Row>(Selected, Owner(owner));
        if (stored is not null && IsSame(stored, request))
        {
            return null; // the answer to the first try did not arrive
        }

        if (request.Number != (stored?.Number ?? 0) + 1)
        {
            return ProblemCodes.Conflict;
        }

        transaction.Execute(
            "INSERT INTO vault_keys (organisation_id, owner_id, number, body, stored_at) "
                + "VALUES (@organisation, @owner, @number, @body, @now) "
                + "ON CONFLICT (organisation_id, owner_id) DO UPDATE SET number = @number, body = @body, stored_at = @now",
            new
            {
                organisation = owner.Organisation.ToString(),
                owner = owner.Id,
                number = request.Number,
                body = request.Sealed.ToArray(),
                now,
            }
        );
        return null;
    }

    /// <summary>For who removes the vault.</summary>
    public static void Remove(WriteTransaction transaction, OrganisationId organisation, string owner) =>
        transaction.Execute("DELETE" + OfOwner, Owner(organisation, owner));

    private static bool IsSame(Row stored, PutVaultKeysRequest request) =>
        stored.Number == request.Number && CryptographicOperations.FixedTimeEquals(stored.Body, request.Sealed.Span);

    private static object Owner(VaultOwner owner) => Owner(owner.Organisation, owner.Id);

    private static object Owner(OrganisationId organisation, string owner) =>
        new { organisation = organisation.ToString(), owner };
}
