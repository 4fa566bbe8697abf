using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Storage;

namespace Sotto.Server.Vaults;

/// <summary>The SQL of vaults and their ways in: each method is a step of somebody's transaction.</summary>
internal static class VaultStore
{
    private const string OfOwner = " WHERE organisation_id = @organisation AND owner_id = @owner";

    private const string DeletedOfOwner =
        "SELECT c.conversation_id FROM conversations c WHERE c.organisation_id = @organisation AND c.deleted_at IS NOT NULL "
        + "AND (c.customer_id = @owner OR EXISTS (SELECT 1 FROM conversation_members m JOIN devices d "
        + "ON d.device_id = m.device_id AND d.organisation_id = m.organisation_id WHERE m.conversation_id = c.conversation_id "
        + "AND m.organisation_id = c.organisation_id AND d.owner_id = @owner)) ORDER BY c.deleted_at DESC LIMIT 5000";

    private const string WaysOfOwner =
        "SELECT way_id AS WayId, wrapped AS Wrapped FROM vault_ways" + OfOwner + " ORDER BY created_at, way_id";

    private sealed record WayRow(string WayId, byte[] Wrapped)
    {
        public VaultWay ToWay() => new(VaultWayId.Parse(WayId), new Bytes(Wrapped));
    }

    private sealed record AccessRow(string OwnerId, byte[] AccessHash);

    private sealed record PartRow(string ConversationId, long Part, long Number, byte[]? Hash);

    /// <summary>The owner's vault, locked for this transaction; null when there is none.</summary>
    public static VaultId? FindForUpdate(WriteTransaction transaction, VaultOwner owner) =>
        transaction.Find<string>("SELECT vault_id FROM vaults" + OfOwner + transaction.ForUpdate, Owner(owner))
            is { } found
            ? VaultId.Parse(found)
            : null;

    /// <summary>The customer whose way this is and to whom this hash of an access secret belongs; null for anybody else.</summary>
    public static CustomerId? FindCustomer(
        WriteTransaction transaction,
        OrganisationId organisation,
        VaultWayId way,
        ReadOnlySpan<byte> access
    )
    {
        IReadOnlyList<AccessRow> rows = transaction.Query<AccessRow>(
            "SELECT owner_id AS OwnerId, access_hash AS AccessHash FROM vault_ways "
                + "WHERE organisation_id = @organisation AND way_id = @way AND access_hash IS NOT NULL",
            new { organisation = organisation.ToString(), way = way.ToString() }
        );
        foreach (AccessRow row in rows)
        {
            if (CryptographicOperations.FixedTimeEquals(row.AccessHash, access))
            {
                return CustomerId.Parse(row.OwnerId);
            }
        }

        return null;
    }

    /// <summary>False when the owner has a vault already.</summary>
    public static bool TryAdd(WriteTransaction transaction, VaultOwner owner, VaultId vault, long now) =>
        transaction.Execute(
            "INSERT INTO vaults (organisation_id, owner_id, vault_id, created_at) "
                + "VALUES (@organisation, @owner, @vault, @now) ON CONFLICT DO NOTHING",
            new
            {
                organisation = owner.Organisation.ToString(),
                owner = owner.Id,
                vault = vault.ToString(),
                now,
            }
        ) == 1;

    /// <summary>False when there is a way of this id.</summary>
    public static bool TryAddWay(WriteTransaction transaction, VaultOwner owner, NewVaultWay way, long now) =>
        transaction.Execute(
            "INSERT INTO vault_ways (organisation_id, owner_id, way_id, wrapped, access_hash, created_at) "
                + "VALUES (@organisation, @owner, @way, @wrapped, @access, @now) ON CONFLICT DO NOTHING",
            new
            {
                organisation = owner.Organisation.ToString(),
                owner = owner.Id,
                way = way.Id.ToString(),
                wrapped = way.Wrapped.ToArray(),
                access = way.AccessHash?.ToArray(),
                now,
            }
        ) == 1;

    public static bool TryRemoveWay(WriteTransaction transaction, VaultOwner owner, VaultWayId way) =>
        transaction.Execute(
            "DELETE FROM vault_ways" + OfOwner + " AND way_id = @way",
            new
            {
                organisation = owner.Organisation.ToString(),
                owner = owner.Id,
                way = way.ToString(),
            }
        ) == 1;

    /// <summary>Every way into the owner's vault, oldest first.</summary>
    public static IReadOnlyList<VaultWay> Ways(WriteTransaction transaction, VaultOwner owner) =>
        transaction.Query<WayRow>(WaysOfOwner, Owner(owner)).Select(way => way.ToWay()).ToList();

    public static long CountWays(WriteTransaction transaction, VaultOwner owner) =>
        transaction.Get<long>("SELECT COUNT(*) FROM vault_ways" + OfOwner, Owner(owner));

    /// <summary>Removes the vault, every way into it and all it held. False when there was none.</summary>
    public static bool TryRemove(WriteTransaction transaction, OrganisationId organisation, string owner)
    {
        object of = Owner(organisation, owner);
        VaultKeysStore.Remove(transaction, organisation, owner);
        VaultRootStore.Remove(transaction, organisation, owner);
        transaction.Execute("DELETE FROM vault_parts" + OfOwner, of);
        transaction.Execute("DELETE FROM vault_ways" + OfOwner, of);
        return transaction.Execute("DELETE FROM vaults" + OfOwner, of) == 1;
    }

    public static async Task<Vault> ReadAsync(
        Database database,
        OrganisationId organisation,
        string owner,
        CancellationToken cancel
    ) =>
        await database
            .ReadAsync(
                async reader =>
                {
                    string? vault = await reader
                        .FindAsync<string>("SELECT vault_id FROM vaults" + OfOwner, Owner(organisation, owner))
                        .ConfigureAwait(false);
                    IReadOnlyList<WayRow> ways = await reader
                        .QueryAsync<WayRow>(WaysOfOwner, Owner(organisation, owner))
                        .ConfigureAwait(false);
                    IReadOnlyList<PartRow> parts = await reader
                        .QueryAsync<PartRow>(
                            "SELECT conversation_id AS ConversationId, part AS Part, number AS Number, hash AS Hash FROM vault_parts"
                                + OfOwner
                                + " ORDER BY conversation_id, part",
                            Owner(organisation, owner)
                        )
                        .ConfigureAwait(false);
                    IReadOnlyList<string> deleted = await reader
                        .QueryAsync<string>(DeletedOfOwner, Owner(organisation, owner))
                        .ConfigureAwait(false);
                    VaultKeysState? keys = await VaultKeysStore
                        .ReadStateAsync(reader, organisation, owner)
                        .ConfigureAwait(false);
                    VaultRootState? root = await VaultRootStore
                        .ReadStateAsync(reader, organisation, owner)
                        .ConfigureAwait(false);
                    return new Vault(
                        vault is null ? null : VaultId.Parse(vault),
                        ways.Select(way => way.ToWay()).ToList(),
                        parts
                            .Select(part => new VaultPartNumber(
                                ConversationId.Parse(part.ConversationId),
                                (int)part.Part,
                                part.Number,
                                part.Hash is null ? null : new Bytes(part.Hash)
                            ))
                            .ToList(),
                        deleted.Select(ConversationId.Parse).ToList(),
                        keys,
                        root
                    );
                },
                cancel
            )
            .ConfigureAwait(false);

    private static object Owner(VaultOwner owner) => Owner(owner.Organisation, owner.Id);

    private static object Owner(OrganisationId organisation, string owner) =>
        new { organisation = organisation.ToString(), owner };
}
