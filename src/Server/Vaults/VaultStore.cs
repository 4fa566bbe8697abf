using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Vaults;

/// <summary>The SQL of vaults and their ways in: each method is a step of somebody's transaction.</summary>
internal static class VaultStore
{
    private const string OfOwner = " WHERE organisation_id = @organisation AND user_id = @user";

    private const string DeletedOfOwner =
        "SELECT c.conversation_id FROM conversations c WHERE c.organisation_id = @organisation AND c.deleted_at IS NOT NULL "
        + "AND EXISTS (SELECT 1 FROM conversation_members m JOIN devices d ON d.device_id = m.device_id "
        + "AND d.organisation_id = m.organisation_id WHERE m.conversation_id = c.conversation_id "
        + "AND m.organisation_id = c.organisation_id AND d.owner_id = @user) ORDER BY c.deleted_at DESC LIMIT 5000";

    private const string WaysOfOwner =
        "SELECT way_id AS WayId, wrapped AS Wrapped FROM vault_ways" + OfOwner + " ORDER BY created_at, way_id";

    private sealed record WayRow(string WayId, byte[] Wrapped)
    {
        public VaultWay ToWay() => new(VaultWayId.Parse(WayId), new Bytes(Wrapped));
    }

    private sealed record PartRow(string ConversationId, long Part, long Number);

    /// <summary>The caller's vault, locked for this transaction; null when there is none.</summary>
    public static VaultId? FindForUpdate(WriteTransaction transaction, StaffCaller caller) =>
        transaction.Find<string>("SELECT vault_id FROM vaults" + OfOwner + transaction.ForUpdate, Owner(caller))
            is { } found
            ? VaultId.Parse(found)
            : null;

    /// <summary>False when the caller has a vault already.</summary>
    public static bool TryAdd(WriteTransaction transaction, StaffCaller caller, VaultId vault, long now) =>
        transaction.Execute(
            "INSERT INTO vaults (organisation_id, user_id, vault_id, created_at) "
                + "VALUES (@organisation, @user, @vault, @now) ON CONFLICT DO NOTHING",
            new
            {
                organisation = caller.Organisation.ToString(),
                user = caller.User.ToString(),
                vault = vault.ToString(),
                now,
            }
        ) == 1;

    /// <summary>False when there is a way of this id.</summary>
    public static bool TryAddWay(WriteTransaction transaction, StaffCaller caller, VaultWay way, long now) =>
        transaction.Execute(
            "INSERT INTO vault_ways (organisation_id, user_id, way_id, wrapped, created_at) "
                + "VALUES (@organisation, @user, @way, @wrapped, @now) ON CONFLICT DO NOTHING",
            new
            {
                organisation = caller.Organisation.ToString(),
                user = caller.User.ToString(),
                way = way.Id.ToString(),
                wrapped = way.Wrapped.ToArray(),
                now,
            }
        ) == 1;

    public static bool TryRemoveWay(WriteTransaction transaction, StaffCaller caller, VaultWayId way) =>
        transaction.Execute(
            "DELETE FROM vault_ways" + OfOwner + " AND way_id = @way",
            new
            {
                organisation = caller.Organisation.ToString(),
                user = caller.User.ToString(),
                way = way.ToString(),
            }
        ) == 1;

    /// <summary>Every way into the caller's vault, oldest first.</summary>
    public static IReadOnlyList<VaultWay> Ways(WriteTransaction transaction, StaffCaller caller) =>
        transaction.Query<WayRow>(WaysOfOwner, Owner(caller)).Select(way => way.ToWay()).ToList();

    public static long CountWays(WriteTransaction transaction, StaffCaller caller) =>
        transaction.Get<long>("SELECT COUNT(*) FROM vault_ways" + OfOwner, Owner(caller));

    /// <summary>Removes the vault, every way into it and all it held. False when there was none.</summary>
    public static bool TryRemove(WriteTransaction transaction, StaffCaller caller)
    {
        VaultKeysStore.Remove(transaction, caller);
        transaction.Execute("DELETE FROM vault_parts" + OfOwner, Owner(caller));
        transaction.Execute("DELETE FROM vault_ways" + OfOwner, Owner(caller));
        return transaction.Execute("DELETE FROM vaults" + OfOwner, Owner(caller)) == 1;
    }

    public static async Task<Vault> ReadAsync(Database database, StaffCaller caller, CancellationToken cancel) =>
        await database
            .ReadAsync(
                async reader =>
                {
                    string? vault = await reader
                        .FindAsync<string>("SELECT vault_id FROM vaults" + OfOwner, Owner(caller))
                        .ConfigureAwait(false);
                    IReadOnlyList<WayRow> ways = await reader
                        .QueryAsync<WayRow>(WaysOfOwner, Owner(caller))
                        .ConfigureAwait(false);
                    IReadOnlyList<PartRow> parts = await reader
                        .QueryAsync<PartRow>(
                            "SELECT conversation_id AS ConversationId, part AS Part, number AS Number FROM vault_parts"
                                + OfOwner
                                + " ORDER BY conversation_id, part",
                            Owner(caller)
                        )
                        .ConfigureAwait(false);
                    IReadOnlyList<string> deleted = await reader
                        .QueryAsync<string>(DeletedOfOwner, Owner(caller))
                        .ConfigureAwait(false);
                    VaultKeysState? keys = await VaultKeysStore.ReadStateAsync(reader, caller).ConfigureAwait(false);
                    return new Vault(
                        vault is null ? null : VaultId.Parse(vault),
                        ways.Select(way => way.ToWay()).ToList(),
                        parts
                            .Select(part => new VaultPartNumber(
                                ConversationId.Parse(part.ConversationId),
                                (int)part.Part,
                                part.Number
                            ))
                            .ToList(),
                        deleted.Select(ConversationId.Parse).ToList(),
                        keys
                    );
                },
                cancel
            )
            .ConfigureAwait(false);

    private static object Owner(StaffCaller caller) =>
        new { organisation = caller.Organisation.ToString(), user = caller.User.ToString() };
}
