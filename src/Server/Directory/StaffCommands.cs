using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>Runs a creating command of staff once: a retry with the same key changes nothing, another body is refused.</summary>
internal sealed class StaffCommands(Database database, Idempotency idempotency)
{
    /// <summary>
    /// Null when the command is done, now or earlier. The work answers null or why not; after a refusal it must not have
    /// written anything, and nothing is remembered.
    /// </summary>
    public Task<Refusal?> RunAsync<T>(
        StaffCaller caller,
        IdempotencyKey key,
        string route,
        T request,
        Func<WriteTransaction, Refusal?> work,
        CancellationToken cancel
    )
    {
        byte[] hash = Idempotency.HashOf(route, request);
        string actor = caller.User.ToString();
        return database.WriteAsync(
            transaction =>
            {
                if (!Sessions.StillHolds(transaction, caller))
                {
                    return new Refusal(ProblemCodes.Unauthenticated);
                }

                if (
                    Idempotency.Find<EmptyRequest>(transaction, caller.Organisation, actor, key.Id, hash) is { } earlier
                )
                {
                    return earlier.Mismatch ? new Refusal(ProblemCodes.IdempotencyMismatch) : null;
                }

                Refusal? refusal = work(transaction);
                if (refusal is null)
                {
                    idempotency.Remember(transaction, caller.Organisation, actor, key.Id, hash, new EmptyRequest());
                }

                return refusal;
            },
            cancel
        );
    }
}
