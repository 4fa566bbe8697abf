using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Directory;

/// <summary>Creates an inbox. Nobody listens on it until certificates name it.</summary>
internal static class CreateInbox
{
    private const string Route = "POST /v1/inboxes";

    public static void Map(Routes routes) =>
        routes
            .Post("/v1/inboxes", Access.Administrator, AuditKind.InboxCreated, HandleAsync, proof: true)
            .Refuses(ProblemCodes.Conflict, ProblemCodes.IdempotencyMismatch);

    private static async Task<Results<Created, ProblemHttpResult>> HandleAsync(
        NewInbox request,
        IdempotencyKey key,
        StaffCaller caller,
        StaffCommands commands,
        InboxStore inboxes,
        IDirectoryNotices notices,
        AuditLog audit,
        CancellationToken cancel
    )
    {
        if (!InboxRules.Check(request).Passed(out Inbox? inbox, out Refusal? refusal))
        {
            return refusal.ToProblem();
        }

        refusal = await commands
            .RunAsync(
                caller,
                key,
                Route,
                request,
                transaction =>
                {
                    if (InboxStore.IsTaken(transaction, inbox.Id))
                    {
                        return new Refusal(ProblemCodes.Conflict);
                    }

                    inboxes.Add(transaction, caller.Organisation, inbox);
                    audit.Append(
                        transaction,
                        caller.Organisation,
                        AuditKind.InboxCreated,
                        caller.User.ToString(),
                        new { inbox = inbox.Id, sites = inbox.Sites }
                    );
                    transaction.WhenCommitted(() => notices.Changed(caller.Organisation, DirectoryChange.Inboxes));
                    return null;
                },
                cancel
            )
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.Created() : refusal.ToProblem();
    }
}
