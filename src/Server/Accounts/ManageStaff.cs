using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Accounts.Recovery;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>
/// Lists colleagues, changes what they may do, and disables and enables their accounts. Whoever's rights change is signed
/// out everywhere in the same transaction, programs too: nothing that was opened under the old rights stays open.
/// </summary>
internal sealed class ManageStaff(
    Database database,
    StaffStore staff,
    InvitationStore invitations,
    RecoveryStore recoveries,
    SessionEndings endings,
    ApiTokenEndings apiTokens,
    SecurityEvents events
)
{
    private sealed record Kind(SecurityEventKind Event, object Facts);

    public static void Map(Routes routes)
    {
        routes.Get("/v1/staff", Access.Administrator, ListAsync);
        routes
            .Put("/v1/staff/{user}/role", Access.Administrator, AuditKind.RoleChanged, ChangeRoleAsync, true, true)
            .Refuses(ProblemCodes.NotFound);
        routes
            .Post("/v1/staff/{user}/disable", Access.Administrator, AuditKind.AccountDisabled, DisableAsync, true, true)
            .Refuses(ProblemCodes.NotFound);
        routes
            .Post("/v1/staff/{user}/enable", Access.Administrator, AuditKind.AccountEnabled, EnableAsync, true, true)
            .Refuses(ProblemCodes.NotFound, ProblemCodes.PasskeyMissing);
        routes
            .Post(
                "/v1/staff/{user}/end-sessions",
                Access.Administrator,
                AuditKind.SessionEnded,
                SignOutAsync,
                true,
                true
            )
            .Refuses(ProblemCodes.NotFound);
    }

    private static async Task<Ok<StaffList>> ListAsync(
        StaffCaller caller,
        StaffStore staff,
        CancellationToken cancel
    ) => TypedResults.Ok(new StaffList(await staff.DescribeAsync(caller.Organisation, cancel).ConfigureAwait(false)));

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeRoleAsync(
        UserId user,
        ChangeRoleRequest request,
        StaffCaller caller,
        ManageStaff manage,
        HttpContext context
    )
    {
        if (!Roles.MayGive(caller.Role, request.Role))
        {
            return Problems.Of(ProblemCodes.Forbidden, "The caller may not make a colleague of this role.");
        }

        return await manage
            .ApplyAsync(
                context,
                caller,
                user,
                new Kind(SecurityEventKind.RoleChanged, new { role = request.Role, by = caller.User }),
                transaction => StaffStore.SetRole(transaction, caller.Organisation, user, request.Role)
            )
            .ConfigureAwait(false);
    }

    private static Task<Results<NoContent, ProblemHttpResult>> DisableAsync(
        UserId user,
        EmptyRequest request,
        StaffCaller caller,
        ManageStaff manage,
        HttpContext context
    ) =>
        manage.ApplyAsync(
            context,
            caller,
            user,
            new Kind(SecurityEventKind.AccountDisabled, new { by = caller.User }),
            transaction => manage.SetDisabled(transaction, caller, user, isDisabled: true)
        );

    private static Task<Results<NoContent, ProblemHttpResult>> EnableAsync(
        UserId user,
        EmptyRequest request,
        StaffCaller caller,
        ManageStaff manage,
        HttpContext context
    ) =>
        manage.ApplyAsync(
            context,
            caller,
            user,
            new Kind(SecurityEventKind.AccountEnabled, new { by = caller.User }),
            transaction => manage.SetDisabled(transaction, caller, user, isDisabled: false),
            transaction => WaysIn.IsLockedOut(transaction, caller.Organisation, user)
        );

    /// <summary>OWASP ASVS 7.4.5. The account stays as it is.</summary>
    private static Task<Results<NoContent, ProblemHttpResult>> SignOutAsync(
        UserId user,
        EmptyRequest request,
        StaffCaller caller,
        ManageStaff manage,
        HttpContext context
    ) =>
        manage.ApplyAsync(
            context,
            caller,
            user,
            new Kind(SecurityEventKind.SessionEnded, new { by = caller.User }),
            _ => { }
        );

    private void SetDisabled(WriteTransaction transaction, StaffCaller caller, UserId user, bool isDisabled) =>
        staff.SetDisabled(transaction, caller.Organisation, user, isDisabled);

    /// <summary>Nobody changes themselves, the owner, or somebody whose role they may not give.</summary>
    private async Task<Results<NoContent, ProblemHttpResult>> ApplyAsync(
        HttpContext context,
        StaffCaller caller,
        UserId user,
        Kind kind,
        Action<WriteTransaction> change,
        Predicate<WriteTransaction>? lacksPasskey = null
    )
    {
        string place = NetworkPlace.Of(context);
        Refusal? refusal = await database
            .WriteAsync(
                transaction =>
                {
                    if (!Sessions.StillHolds(transaction, caller))
                    {
                        return new Refusal(ProblemCodes.Unauthenticated);
                    }

                    if (StaffStore.RoleOf(transaction, caller.Organisation, user) is not { } role)
                    {
                        return new Refusal(ProblemCodes.NotFound);
                    }

                    if (user == caller.User || !Roles.MayGive(caller.Role, role))
                    {
                        return new Refusal(ProblemCodes.Forbidden);
                    }

                    if (lacksPasskey?.Invoke(transaction) is true)
                    {
                        return new Refusal(ProblemCodes.PasskeyMissing);
                    }

                    change(transaction);
                    endings.EndAll(transaction, caller.Organisation, user, kept: null);
                    apiTokens.EndAll(transaction, caller.Organisation, user);
                    // What they set going with their old rights ends with them.
                    invitations.EndOf(transaction, caller.Organisation, user);
                    recoveries.EndOf(transaction, caller.Organisation, user);
                    events.Append(
                        transaction,
                        caller.Organisation,
                        user.ToString(),
                        kind.Event,
                        new EventSource(place),
                        kind.Facts
                    );
                    return null;
                },
                context.RequestAborted
            )
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }
}
