using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>
/// The API tokens of colleagues, for whoever may give them their role: listed, and revoked one by one after a fresh
/// verification. The holder's own log says who did it; their account and their other programs stay as they are.
/// </summary>
internal sealed class ColleaguesApiTokens(Database database, ApiTokenEndings endings, SecurityEvents events)
{
    public static void Map(Routes routes)
    {
        routes
            .Get("/v1/staff/{user}/api-tokens", Access.Administrator, ListAsync)
            .Produces<OwnApiTokenList>()
            .Refuses(ProblemCodes.NotFound);
        routes
            .Post(
                "/v1/staff/{user}/api-tokens/{token}/revoke",
                Access.Administrator,
                AuditKind.ApiTokenRevoked,
                RevokeAsync,
                proof: true,
                stepUp: true
            )
            .Refuses(ProblemCodes.NotFound);
    }

    private static async Task<Results<Ok<OwnApiTokenList>, ProblemHttpResult>> ListAsync(
        UserId user,
        StaffCaller caller,
        ColleaguesApiTokens colleagues,
        ListApiTokens list,
        CancellationToken cancel
    )
    {
        Refusal? refusal = await colleagues.RefuseAsync(caller, user, cancel).ConfigureAwait(false);
        return refusal is null
            ? TypedResults.Ok(
                new OwnApiTokenList(await list.ReadAsync(caller.Organisation, user, cancel).ConfigureAwait(false))
            )
            : refusal.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        UserId user,
        ApiTokenId token,
        EmptyRequest request,
        StaffCaller caller,
        ColleaguesApiTokens colleagues,
        HttpContext context
    )
    {
        Refusal? refusal = await colleagues
            .EndAsync(caller, user, token, NetworkPlace.Of(context), context.RequestAborted)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }

    private Task<Refusal?> RefuseAsync(StaffCaller caller, UserId user, CancellationToken cancel) =>
        database.WriteAsync(transaction => Refuse(transaction, caller, user), cancel);

    private Task<Refusal?> EndAsync(
        StaffCaller caller,
        UserId user,
        ApiTokenId token,
        string place,
        CancellationToken cancel
    ) =>
        database.WriteAsync(
            transaction =>
            {
                if (Refuse(transaction, caller, user) is { } refusal)
                {
                    return refusal;
                }

                if (!endings.End(transaction, caller.Organisation, user, token))
                {
                    return new Refusal(ProblemCodes.NotFound);
                }

                events.Append(
                    transaction,
                    caller.Organisation,
                    user.ToString(),
                    SecurityEventKind.ApiTokenRevoked,
                    new EventSource(place),
                    new { token, by = caller.User }
                );
                return null;
            },
            cancel
        );

    /// <summary>The rule of <see cref="ManageStaff"/>: nobody's own, the owner's, or of a role that the caller may not give.</summary>
    private static Refusal? Refuse(WriteTransaction transaction, StaffCaller caller, UserId user)
    {
        if (!Sessions.StillHolds(transaction, caller))
        {
            return new Refusal(ProblemCodes.Unauthenticated);
        }

        if (StaffStore.RoleOf(transaction, caller.Organisation, user) is not { } role)
        {
            return new Refusal(ProblemCodes.NotFound);
        }

        return user == caller.User || !Roles.MayGive(caller.Role, role) ? new Refusal(ProblemCodes.Forbidden) : null;
    }
}
