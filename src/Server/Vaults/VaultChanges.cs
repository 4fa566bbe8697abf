using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Vaults;

/// <summary>One way in as it is stored. Without <paramref name="AccessHash"/> it lets no new device in.</summary>
internal sealed record NewVaultWay(VaultWayId Id, Bytes Wrapped, Bytes? AccessHash = null)
{
    public static NewVaultWay Of(VaultWay way) => new(way.Id, way.Wrapped);

    public static NewVaultWay Of(CustomerVaultWay way) => new(way.Id, way.Wrapped, way.AccessHash);

    /// <summary>Whether it has the shape of a way, whatever it is for.</summary>
    public bool IsUsable =>
        Wrapped.Length is > 0 and <= Limits.WrappedVaultKeyBytes
        && AccessHash?.Length is null or Limits.VaultAccessBytes;
}

/// <summary>
/// Begins, changes and removes vaults, whoever's they are. A refusal leaves everything as it was. Two ways always remain, so
/// that one lost does not lose everything.
/// </summary>
internal sealed class VaultChanges(Database database, SecurityEvents events, AuditLog audit, TimeProvider time)
{
    /// <summary>Refuses <c>malformed</c> but for two to ten different ways, and <c>conflict</c> when there is a vault.</summary>
    public async Task<Refusal?> CreateAsync(
        VaultOwner owner,
        VaultId vault,
        IReadOnlyList<NewVaultWay> ways,
        string place,
        CancellationToken cancel
    )
    {
        bool isWellFormed =
            ways.Count is >= Limits.FewestVaultWays and <= Limits.VaultWays
            && ways.All(way => way.IsUsable)
            && ways.Select(way => way.Id).Distinct().Count() == ways.Count;
        if (!isWellFormed)
        {
            return Refusal.Malformed("A vault begins with two to ten different ways in.");
        }

        return await database
            .WriteAsync(
                transaction =>
                {
                    if (!owner.StillHolds(transaction))
                    {
                        return new Refusal(ProblemCodes.Unauthenticated);
                    }

                    long now = time.GetUtcNow().ToUnixTimeMilliseconds();
                    if (!VaultStore.TryAdd(transaction, owner, vault, now))
                    {
                        return new Refusal(ProblemCodes.Conflict);
                    }

                    foreach (NewVaultWay way in ways)
                    {
                        VaultStore.TryAddWay(transaction, owner, way, now);
                    }

                    Record(transaction, owner, SecurityEventKind.VaultCreated, place);
                    return null;
                },
                cancel
            )
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Removes the vault and all it holds. Refuses <c>not_found</c> when there is none, and when a customer showed no way in
    /// that is theirs.
    /// </summary>
    public Task<Refusal?> RemoveAsync(VaultOwner owner, string place, CancellationToken cancel) =>
        database.WriteAsync(
            transaction =>
            {
                if (!owner.StillHolds(transaction))
                {
                    return new Refusal(ProblemCodes.Unauthenticated);
                }

                if (
                    !owner.MayChangeWays(transaction)
                    || !VaultStore.TryRemove(transaction, owner.Organisation, owner.Id)
                )
                {
                    return new Refusal(ProblemCodes.NotFound);
                }

                Record(transaction, owner, SecurityEventKind.VaultRemoved, place);
                return null;
            },
            cancel
        );

    /// <summary>
    /// Refuses <c>conflict</c> for another vault's key or a way that is there, <c>quota</c> after the tenth, and
    /// <c>not_found</c> when a customer showed no way in that is theirs.
    /// </summary>
    public async Task<Refusal?> AddWayAsync(
        VaultOwner owner,
        VaultId vault,
        NewVaultWay way,
        string place,
        CancellationToken cancel
    )
    {
        if (!way.IsUsable)
        {
            return Refusal.Malformed("The wrapped key is not usable.");
        }

        return await database
            .WriteAsync(transaction => AddWay(transaction, owner, vault, way, place), cancel)
            .ConfigureAwait(false);
    }

    private Refusal? AddWay(
        WriteTransaction transaction,
        VaultOwner owner,
        VaultId vault,
        NewVaultWay way,
        string place
    )
    {
        if (Find(transaction, owner, out VaultId own) is { } refusal)
        {
            return refusal;
        }

        // A key of another vault would be a way in that opens nothing, found out when it is needed.
        if (own != vault)
        {
            return new Refusal(ProblemCodes.Conflict);
        }

        if (VaultStore.CountWays(transaction, owner) >= Limits.VaultWays)
        {
            return new Refusal(ProblemCodes.Quota);
        }

        if (!VaultStore.TryAddWay(transaction, owner, way, time.GetUtcNow().ToUnixTimeMilliseconds()))
        {
            return new Refusal(ProblemCodes.Conflict);
        }

        Record(transaction, owner, SecurityEventKind.VaultWayAdded, place);
        return null;
    }

    /// <summary>
    /// Refuses <c>not_found</c> for a way of nobody's or somebody else's, and when a customer showed none of theirs,
    /// <c>last_way_in</c> for one of two.
    /// </summary>
    public Task<Refusal?> RemoveWayAsync(VaultOwner owner, VaultWayId way, string place, CancellationToken cancel) =>
        database.WriteAsync(
            transaction =>
            {
                if (Find(transaction, owner, out _) is { } refusal)
                {
                    return refusal;
                }

                if (!VaultStore.TryRemoveWay(transaction, owner, way))
                {
                    return new Refusal(ProblemCodes.NotFound);
                }

                if (VaultStore.CountWays(transaction, owner) < Limits.FewestVaultWays)
                {
                    transaction.Undo();
                    return new Refusal(ProblemCodes.LastWayIn);
                }

                Record(transaction, owner, SecurityEventKind.VaultWayRemoved, place);
                return null;
            },
            cancel
        );

    /// <summary>Locks the vault, so that of two removals at once the second sees the first.</summary>
    private static Refusal? Find(WriteTransaction transaction, VaultOwner owner, out VaultId vault)
    {
        vault = default;
        if (!owner.StillHolds(transaction))
        {
            return new Refusal(ProblemCodes.Unauthenticated);
        }

        // After the lock: a way that was removed in the meantime is none.
        if (VaultStore.FindForUpdate(transaction, owner) is not { } found || !owner.MayChangeWays(transaction))
        {
            return new Refusal(ProblemCodes.NotFound);
        }

        vault = found;
        return null;
    }

    /// <summary>Of customers no place is kept: they have no list of events in which it would be of use to them.</summary>
    private void Record(WriteTransaction transaction, VaultOwner owner, SecurityEventKind kind, string place)
    {
        if (owner is VaultOwner.OfStaff staff)
        {
            events.AppendOwn(transaction, staff.Caller, kind, place);
        }
        else if (owner is VaultOwner.OfCustomer customer)
        {
            AuditKind written = Enum.Parse<AuditKind>(kind.ToString());
            audit.Append(transaction, owner.Organisation, written, owner.Id, new { device = customer.Caller.Device });
        }
    }
}
