using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.Recovery;

/// <summary>A recovery that is neither finished nor cancelled.</summary>
internal sealed record OpenRecovery(RecoveryId Id, OrganisationId Organisation, UserId User, DateTimeOffset? ReadyAt)
{
    public bool IsReady(DateTimeOffset now) =>
        ReadyAt is { } ready && ready <= now && now < ready + RecoveryRules.Usable;

    /// <summary>Nobody finished it in time. Asking again begins anew.</summary>
    public bool IsOver(DateTimeOffset now) => ReadyAt is { } ready && now >= ready + RecoveryRules.Usable;
}

/// <summary>Recoveries by kit.</summary>
internal sealed class RecoveryStore(Database database, TimeProvider time) : IDisposable
{
    private const string Open =
        "SELECT recovery_id AS RecoveryId, organisation_id AS OrganisationId, user_id AS UserId, ready_at AS ReadyAt "
        + "FROM recoveries WHERE ended_at IS NULL AND organisation_id = @organisation AND ";

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    private sealed record OpenRow(string RecoveryId, string OrganisationId, string UserId, long? ReadyAt)
    {
        public OpenRecovery ToRecovery() =>
            new(
                Protocol.RecoveryId.Parse(RecoveryId),
                Protocol.OrganisationId.Parse(OrganisationId),
                Protocol.UserId.Parse(UserId),
                At(ReadyAt)
            );
    }

    private sealed record ListedRow(
        string RecoveryId,
        string UserId,
        string Name,
        long RequestedAt,
        string Place,
        long? ReadyAt
    )
    {
        public Protocol.Http.Recovery ToRecovery() =>
            new(
                Protocol.RecoveryId.Parse(RecoveryId),
                Protocol.UserId.Parse(UserId),
                Name,
                DateTimeOffset.FromUnixTimeMilliseconds(RequestedAt),
                Place,
                At(ReadyAt),
                ReadyAt is null
            );
    }

    /// <summary>Begins a recovery. The one under way, if there is one, stays as it is: asking again gains no time.</summary>
    public (OpenRecovery Recovery, bool IsNew) Begin(
        WriteTransaction transaction,
        OrganisationId organisation,
        UserId user,
        DateTimeOffset? readyAt,
        string place
    )
    {
        if (
            Find(transaction, organisation, "user_id = @id", user.ToString()) is { } underWay
            && !underWay.IsOver(time.GetUtcNow())
        )
        {
            return (underWay, false);
        }

        EndOf(transaction, organisation, user);
        OpenRecovery recovery = new(RecoveryId.New(_random), organisation, user, readyAt);
        transaction.Execute(
            "INSERT INTO recoveries (recovery_id, organisation_id, user_id, requested_at, place, ready_at) "
                + "VALUES (@id, @organisation, @user, @now, @place, @ready)",
            new
            {
                id = recovery.Id.ToString(),
                organisation = organisation.ToString(),
                user = user.ToString(),
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                place,
                ready = readyAt?.ToUnixTimeMilliseconds(),
            }
        );
        return (recovery, true);
    }

    /// <summary>A recovery of this organisation that is under way, or null.</summary>
    public static OpenRecovery? Find(WriteTransaction transaction, OrganisationId organisation, RecoveryId recovery) =>
        Find(transaction, organisation, "recovery_id = @id", recovery.ToString());

    /// <summary>The same for a caller that only looks.</summary>
    public async Task<OpenRecovery?> FindAsync(
        OrganisationId organisation,
        RecoveryId recovery,
        CancellationToken cancel
    )
    {
        OpenRow? row = await database
            .ReadAsync(
                reader =>
                    reader.FindAsync<OpenRow>(
                        Open + "recovery_id = @id",
                        new { organisation = organisation.ToString(), id = recovery.ToString() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return row?.ToRecovery();
    }

    /// <summary>Sets the time of a recovery that waits for it. False when it is not under way or needs no approval.</summary>
    public static bool TryApprove(
        WriteTransaction transaction,
        OpenRecovery recovery,
        StaffCaller approver,
        DateTimeOffset readyAt
    ) =>
        transaction.Execute(
            "UPDATE recoveries SET ready_at = @ready, approved_by = @approver WHERE recovery_id = @id "
                + "AND organisation_id = @organisation AND ended_at IS NULL AND ready_at IS NULL",
            new
            {
                ready = readyAt.ToUnixTimeMilliseconds(),
                approver = approver.User.ToString(),
                id = recovery.Id.ToString(),
                organisation = recovery.Organisation.ToString(),
            }
        ) == 1;

    /// <summary>Ends a recovery, finished or cancelled. False when it has ended: this decides a race.</summary>
    public bool TryEnd(WriteTransaction transaction, OpenRecovery recovery) =>
        transaction.Execute(
            "UPDATE recoveries SET ended_at = @now WHERE recovery_id = @id AND organisation_id = @organisation "
                + "AND ended_at IS NULL",
            new
            {
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                id = recovery.Id.ToString(),
                organisation = recovery.Organisation.ToString(),
            }
        ) == 1;

    /// <summary>Ends what is under way for somebody whose rights change: it was asked for under the old ones.</summary>
    public void EndOf(WriteTransaction transaction, OrganisationId organisation, UserId user) =>
        transaction.Execute(
            "UPDATE recoveries SET ended_at = @now WHERE user_id = @user AND organisation_id = @organisation "
                + "AND ended_at IS NULL",
            new
            {
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                user = user.ToString(),
                organisation = organisation.ToString(),
            }
        );

    /// <summary>What is under way, oldest first.</summary>
    public async Task<IReadOnlyList<Protocol.Http.Recovery>> ListAsync(
        OrganisationId organisation,
        CancellationToken cancel
    )
    {
        IReadOnlyList<ListedRow> rows = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<ListedRow>(
                        "SELECT r.recovery_id AS RecoveryId, r.user_id AS UserId, u.name AS Name, r.requested_at AS RequestedAt, "
                            + "r.place AS Place, r.ready_at AS ReadyAt FROM recoveries r JOIN staff u ON u.user_id = r.user_id "
                            + "AND u.organisation_id = r.organisation_id WHERE r.organisation_id = @organisation "
                            + "AND r.ended_at IS NULL ORDER BY r.requested_at, r.recovery_id",
                        new { organisation = organisation.ToString() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return rows.Select(row => row.ToRecovery()).ToList();
    }

    public void Dispose() => _random.Dispose();

    private static OpenRecovery? Find(
        WriteTransaction transaction,
        OrganisationId organisation,
        string condition,
        string id
    ) => transaction.Find<OpenRow>(Open + condition, new { organisation = organisation.ToString(), id })?.ToRecovery();

    private static DateTimeOffset? At(long? milliseconds) =>
        milliseconds is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;
}
