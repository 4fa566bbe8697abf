using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Directory;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>Invites a colleague by link.</summary>
internal sealed class Invite(Database database, InvitationStore invitations, Idempotency idempotency, AuditLog audit)
{
    private const string Route = "POST /v1/invitations";
    private const int IdSize = 16;
    private const int MostInboxes = Limits.CertificateInboxes;

    /// <summary>What a retry is recognised by: the invitation, never its secret.</summary>
    private sealed record Remembered(string Invitation);

    public static void Map(Routes routes) =>
        routes
            .Post(
                "/v1/invitations",
                Access.Administrator,
                AuditKind.InvitationCreated,
                HandleAsync,
                proof: true,
                stepUp: true
            )
            .Refuses(ProblemCodes.NotFound, ProblemCodes.IdempotencyMismatch, ProblemCodes.InvitationUsed);

    private static async Task<Results<Created<InvitationCreated>, ProblemHttpResult>> HandleAsync(
        InviteRequest request,
        IdempotencyKey key,
        StaffCaller caller,
        Invite invite,
        CancellationToken cancel
    )
    {
        if (!Roles.MayGive(caller.Role, request.Role))
        {
            return Problems.Of(ProblemCodes.Forbidden, "The caller may not make a colleague of this role.");
        }

        bool usable =
            request.Inboxes.Count <= MostInboxes && Roles.Converses(request.Role) == request.Inboxes.Count > 0;
        if (!usable || PlainText.Clean(request.Name, Limits.NameCharacters) is not { } name)
        {
            return Problems.Of(
                ProblemCodes.Malformed,
                "An invitation has a name, and inboxes unless it is for an auditor."
            );
        }

        InviteRequest clean = request with { Name = name, Inboxes = request.Inboxes.Distinct().ToList() };
        Checked<InvitationCreated> outcome = await invite.StoreAsync(caller, clean, key, cancel).ConfigureAwait(false);
        return outcome.Passed(out InvitationCreated? created, out Refusal? refusal)
            ? TypedResults.Created((string?)null, created)
            : refusal.ToProblem();
    }

    private Task<Checked<InvitationCreated>> StoreAsync(
        StaffCaller caller,
        InviteRequest request,
        IdempotencyKey key,
        CancellationToken cancel
    )
    {
        byte[] hash = Idempotency.HashOf(Route, request);
        string actor = caller.User.ToString();
        return database.WriteAsync<Checked<InvitationCreated>>(
            transaction =>
            {
                if (!Sessions.StillHolds(transaction, caller))
                {
                    return new Refusal(ProblemCodes.Unauthenticated);
                }

                if (Idempotency.Find<Remembered>(transaction, caller.Organisation, actor, key.Id, hash) is { } earlier)
                {
                    return Repeat(transaction, caller, earlier);
                }

                if (!InboxStore.AllExist(transaction, caller.Organisation, request.Inboxes))
                {
                    return new Refusal(ProblemCodes.NotFound);
                }

                string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdSize));
                InvitationCreated created = invitations.Add(transaction, caller, request, id);
                idempotency.Remember(transaction, caller.Organisation, actor, key.Id, hash, new Remembered(id));
                audit.Append(
                    transaction,
                    caller.Organisation,
                    AuditKind.InvitationCreated,
                    actor,
                    new
                    {
                        invitation = id,
                        role = request.Role,
                        inboxes = request.Inboxes,
                    }
                );
                return created;
            },
            cancel
        );
    }

    private Checked<InvitationCreated> Repeat(
        WriteTransaction transaction,
        StaffCaller caller,
        Idempotency.Answer<Remembered> earlier
    )
    {
        if (earlier.Mismatch || earlier.Reply is not { } remembered)
        {
            return new Refusal(ProblemCodes.IdempotencyMismatch);
        }

        return invitations.Renew(transaction, caller.Organisation, remembered.Invitation) is { } again
            ? again
            : new Refusal(ProblemCodes.InvitationUsed);
    }
}
