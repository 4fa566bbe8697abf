using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>Lists, adds, names and removes the caller's passkeys. The last way into an account is never removed.</summary>
internal sealed class OwnPasskeys(
    Database database,
    PasskeyStore passkeys,
    SessionEndings endings,
    SecurityEvents events
)
{
    private const string One = "/v1/passkeys/{passkey}";

    public static void Map(Routes routes)
    {
        routes.Get("/v1/passkeys", Access.Staff, ListAsync);
        routes.Post("/v1/passkeys/options", Access.Staff, AuditKind.None, OfferAsync, proof: true, stepUp: true);
        routes
            .Post("/v1/passkeys", Access.Staff, AuditKind.PasskeyAdded, AddAsync, proof: true, stepUp: true)
            .Refuses(
                ProblemCodes.ChallengeUsed,
                ProblemCodes.PasskeyRefused,
                ProblemCodes.Conflict,
                ProblemCodes.Quota
            );
        routes
            .Put(One, Access.Staff, AuditKind.PasskeyRenamed, RenameAsync, proof: true)
            .Refuses(ProblemCodes.NotFound);
        routes
            .Post($"{One}/remove", Access.Staff, AuditKind.PasskeyRemoved, RemoveAsync, proof: true, stepUp: true)
            .Refuses(ProblemCodes.NotFound, ProblemCodes.LastWayIn);
    }

    private static async Task<Ok<OwnPasskeyList>> ListAsync(
        StaffCaller caller,
        PasskeyStore passkeys,
        CancellationToken cancel
    ) => TypedResults.Ok(new OwnPasskeyList(await passkeys.DescribeAsync(caller, cancel).ConfigureAwait(false)));

    private static async Task<Ok<PasskeyOptions>> OfferAsync(
        EmptyRequest request,
        StaffCaller caller,
        Passkeys passkeys,
        HttpContext context
    ) =>
        TypedResults.Ok(
            await passkeys
                .OfferCreationAsync(Ceremony.AddPasskey(caller), caller.User, caller.Name, context)
                .ConfigureAwait(false)
        );

    private static async Task<Results<Created, ProblemHttpResult>> AddAsync(
        AddPasskeyRequest request,
        StaffCaller caller,
        Passkeys passkeys,
        OwnPasskeys own,
        HttpContext context
    )
    {
        if (PlainText.Clean(request.Name, Limits.NameCharacters) is not { } name)
        {
            return Problems.Of(ProblemCodes.Malformed, "The passkey's name is not usable.");
        }

        Checked<NewPasskey> answer = await passkeys
            .VerifyCreationAsync(Ceremony.AddPasskey(caller), request.Challenge, request.Credential, context)
            .ConfigureAwait(false);
        if (!answer.Passed(out NewPasskey? passkey, out Refusal? refusal))
        {
            return refusal.ToProblem();
        }

        refusal = await own.StoreAsync(caller, passkey, name, NetworkPlace.Of(context), context.RequestAborted)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.Created() : refusal.ToProblem();
    }

    private Task<Refusal?> StoreAsync(
        StaffCaller caller,
        NewPasskey passkey,
        string name,
        string place,
        CancellationToken cancel
    ) =>
        database.WriteAsync(
            transaction =>
            {
                if (!Sessions.StillHolds(transaction, caller))
                {
                    return new Refusal(ProblemCodes.Unauthenticated);
                }

                if (PasskeyStore.IsTaken(transaction, passkey))
                {
                    return new Refusal(ProblemCodes.Conflict);
                }

                if (PasskeyStore.CountOf(transaction, caller.Organisation, caller.User) >= Limits.Passkeys)
                {
                    return new Refusal(ProblemCodes.Quota);
                }

                passkeys.Add(transaction, caller.Organisation, caller.User, passkey, name);
                events.AppendOwn(transaction, caller, SecurityEventKind.PasskeyAdded, place);
                return null;
            },
            cancel
        );

    private static async Task<Results<NoContent, ProblemHttpResult>> RenameAsync(
        string passkey,
        RenamePasskeyRequest request,
        StaffCaller caller,
        Database database,
        AuditLog audit,
        CancellationToken cancel
    )
    {
        if (PlainText.Clean(request.Name, Limits.NameCharacters) is not { } name)
        {
            return Problems.Of(ProblemCodes.Malformed, "The passkey's name is not usable.");
        }

        bool renamed = await database
            .WriteAsync(
                transaction =>
                {
                    bool found = PasskeyStore.TryRename(transaction, caller, passkey, name);
                    if (found)
                    {
                        audit.Append(
                            transaction,
                            caller.Organisation,
                            AuditKind.PasskeyRenamed,
                            caller.User.ToString(),
                            new { }
                        );
                    }

                    return found;
                },
                cancel
            )
            .ConfigureAwait(false);
        return renamed ? TypedResults.NoContent() : Problems.Of(ProblemCodes.NotFound);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string passkey,
        EmptyRequest request,
        StaffCaller caller,
        OwnPasskeys own,
        HttpContext context
    )
    {
        Refusal? refusal = await own.DropAsync(caller, passkey, NetworkPlace.Of(context), context.RequestAborted)
            .ConfigureAwait(false);
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }

    private Task<Refusal?> DropAsync(StaffCaller caller, string passkey, string place, CancellationToken cancel) =>
        database.WriteAsync(
            transaction =>
            {
                if (!Sessions.StillHolds(transaction, caller))
                {
                    return new Refusal(ProblemCodes.Unauthenticated);
                }

                StaffStore.LockWaysIn(transaction, caller.Organisation, caller.User);
                if (!PasskeyStore.TryRemove(transaction, caller, passkey))
                {
                    return new Refusal(ProblemCodes.NotFound);
                }

                if (!WaysIn.HasAny(transaction, caller.Organisation, caller.User))
                {
                    transaction.Undo();
                    return new Refusal(ProblemCodes.LastWayIn);
                }

                // Whoever used it may be signed in with it.
                endings.EndAll(transaction, caller.Organisation, caller.User, caller.Session);
                events.AppendOwn(transaction, caller, SecurityEventKind.PasskeyRemoved, place);
                return null;
            },
            cancel
        );
}
