using System.Data.Common;
using Sotto.Protocol;
using Sotto.Server.Configuration;
using Sotto.Server.Conversations.Admissions;
using Sotto.Server.Directory;
using Sotto.Server.Identity;
using Sotto.Server.Vaults;
using Sotto.Storage;

namespace Sotto.Server.Conversations;

/// <summary>
/// The server keeps a ciphertext until every member device has it, at most <see cref="ServerSettings.KeptDays"/>. What
/// remains for that time is that a message existed, so that a late retry is recognised.
/// </summary>
internal sealed partial class Forgetting(
    Database database,
    ServerSettings settings,
    ILogger<Forgetting> logger,
    TimeProvider time
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private const int MostAtOnce = 500;

    // Properties, not a constructor: SQLite cannot name the type of a computed column when there is no row.
    private sealed class Overdue
    {
        public string ConversationId { get; init; } = "";

        public string OrganisationId { get; init; } = "";

        public long ForgottenSequence { get; init; }

        public long UpTo { get; init; }
    }

    /// <summary>Removes the content of the events after <paramref name="from"/> up to and including <paramref name="to"/>.</summary>
    public static void Forget(
        WriteTransaction transaction,
        string conversation,
        string organisation,
        long from,
        long to
    )
    {
        var range = new
        {
            conversation,
            organisation,
            from,
            to,
        };
        transaction.Execute(
            "UPDATE conversation_events SET body = NULL, commitment = NULL WHERE conversation_id = @conversation "
                + "AND organisation_id = @organisation AND sequence > @from AND sequence <= @to",
            range
        );
        transaction.Execute(
            "DELETE FROM welcomes WHERE conversation_id = @conversation AND organisation_id = @organisation AND sequence <= @to",
            range
        );
        transaction.Execute(
            "UPDATE conversations SET forgotten_sequence = @to WHERE conversation_id = @conversation "
                + "AND organisation_id = @organisation",
            range
        );
    }

    /// <summary>Forgets what is older than the limit, whoever still lacks it. Returns how many conversations it touched.</summary>
    public async Task<int> ForgetOverdueAsync(CancellationToken cancel)
    {
        long before = time.GetUtcNow().AddDays(-settings.KeptDays).ToUnixTimeMilliseconds();
        IReadOnlyList<Overdue> overdue = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<Overdue>(
                        "SELECT c.conversation_id AS ConversationId, c.organisation_id AS OrganisationId, "
                            + "c.forgotten_sequence AS ForgottenSequence, MAX(e.sequence) AS UpTo "
                            + "FROM conversation_events e JOIN conversations c ON c.conversation_id = e.conversation_id "
                            + "AND c.organisation_id = e.organisation_id WHERE e.created_at < @before AND c.deleted_at IS NULL "
                            + "GROUP BY c.conversation_id, c.organisation_id, c.forgotten_sequence LIMIT @MostAtOnce",
                        new { before, MostAtOnce }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        foreach (Overdue conversation in overdue)
        {
            await database
                .WriteAsync(transaction => ForgetOverdue(transaction, conversation), cancel)
                .ConfigureAwait(false);
        }

        return overdue.Count;
    }

    /// <summary>
    /// Forgets customer devices whose customer has no conversation left and that were not here for as long as a ciphertext
    /// is kept: until then such a device may still confirm that it wiped its copy. A device on which somebody only reads
    /// what they wrote elsewhere stays theirs. All devices of a customer are forgotten or none: one alone that comes back
    /// would find its own name taken, by its sisters.
    /// </summary>
    public async Task ForgetDevicesAsync(CancellationToken cancel)
    {
        DateTimeOffset since = time.GetUtcNow().AddDays(-settings.KeptDays);
        string after = "";
        while (true)
        {
            IReadOnlyList<UnseenDevice> page = await CustomerDevices
                .UnseenAsync(database, since, after, MostAtOnce, cancel)
                .ConfigureAwait(false);
            if (page.Count == 0)
            {
                return;
            }

            after = page[^1].DeviceId;
            await database
                .WriteAsync(
                    transaction =>
                    {
                        foreach (UnseenDevice device in page.Where(device => !IsInUse(transaction, device, since)))
                        {
                            Forget(transaction, device);
                        }
                    },
                    cancel
                )
                .ConfigureAwait(false);
        }
    }

    /// <summary>With the last device goes a vault that nothing is in any more.</summary>
    private static void Forget(WriteTransaction transaction, UnseenDevice device)
    {
        CustomerDevices.Remove(transaction, device);
        if (!CustomerDevices.AreThere(transaction, device.OrganisationId, device.OwnerId))
        {
            VaultStore.TryRemove(transaction, OrganisationId.Parse(device.OrganisationId), device.OwnerId);
        }
    }

    private static bool IsInUse(WriteTransaction transaction, UnseenDevice device, DateTimeOffset since) =>
        CustomerDevices.WereSeen(transaction, device, since)
        || transaction.Get<long>(
            "SELECT COUNT(*) FROM conversations WHERE customer_id = @OwnerId AND organisation_id = @OrganisationId "
                + "AND deleted_at IS NULL",
            device
        ) > 0;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every, time);
        try
        {
            do
            {
                await TryForgetAsync(stoppingToken).ConfigureAwait(false);
            } while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // the server stops
        }
    }

    /// <summary>Requests for admission and API tokens whose time is over.</summary>
    public async Task ForgetLapsedAsync(CancellationToken cancel)
    {
        DateTimeOffset now = time.GetUtcNow();
        await AdmissionStore.ForgetOldAsync(database, now, cancel).ConfigureAwait(false);
        await ApiTokenEndings.ForgetOldAsync(database, now, cancel).ConfigureAwait(false);
    }

    private async Task TryForgetAsync(CancellationToken cancel)
    {
        try
        {
            await ForgetOverdueAsync(cancel).ConfigureAwait(false);
            await ForgetDevicesAsync(cancel).ConfigureAwait(false);
            await ForgetLapsedAsync(cancel).ConfigureAwait(false);
        }
        catch (DbException error)
        {
            // The store is away; what was not forgotten now is forgotten at the next turn.
            LogAway(logger, error.GetType().FullName);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Forgetting waits for the store: {Type}")]
    private static partial void LogAway(ILogger logger, string? type);

    private static void ForgetOverdue(WriteTransaction transaction, Overdue conversation)
    {
        long from = Math.Min(conversation.ForgottenSequence, conversation.UpTo);
        if (conversation.UpTo > conversation.ForgottenSequence)
        {
            Forget(transaction, conversation.ConversationId, conversation.OrganisationId, from, conversation.UpTo);
        }

        transaction.Execute(
            "DELETE FROM conversation_events WHERE conversation_id = @ConversationId AND organisation_id = @OrganisationId "
                + "AND sequence <= @UpTo",
            conversation
        );
    }
}
