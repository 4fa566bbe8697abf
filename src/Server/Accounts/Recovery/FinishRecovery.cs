using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.Recovery;

/// <summary>
/// Ends a recovery that was approved or has waited long enough: a new passkey becomes the only way into the account. Every
/// way in and every session of before ends, because whoever has them now is not known to be its holder.
/// </summary>
internal sealed class FinishRecovery(
    Database database,
    RecoveryStore recoveries,
    PasskeyStore passkeys,
    InvitationStore invitations,
    SignInSessions sessions,
    SessionEndings endings,
    ApiTokenEndings apiTokens,
    SecurityEvents events,
    TimeProvider time
)
{
    public static void Map(Routes routes)
    {
        routes
            .Post("/v1/recovery/options", Access.AnyKey, AuditKind.None, OfferAsync, proof: true)
            .Refuses(ProblemCodes.NotFound, ProblemCodes.RecoveryWaiting);
        routes
            .Post("/v1/recovery/finish", Access.AnyKey, AuditKind.RecoveryFinished, HandleAsync, proof: true)
            .Refuses(
                ProblemCodes.NotFound,
                ProblemCodes.RecoveryWaiting,
                ProblemCodes.ChallengeUsed,
                ProblemCodes.PasskeyRefused,
                ProblemCodes.Conflict
            );
    }

    private static async Task<Results<Ok<PasskeyOptions>, ProblemHttpResult>> OfferAsync(
        RecoveryOptionsRequest request,
        ProvenKey key,
        FinishRecovery finish,
        KitRecovery kit,
        StaffStore staff,
        Passkeys passkeys,
        HttpContext context
    )
    {
        CancellationToken cancel = context.RequestAborted;
        Checked<OpenRecovery> found = await finish
            .FindReadyAsync(await kit.OrganisationOfAsync(key, cancel).ConfigureAwait(false), request.Recovery, cancel)
            .ConfigureAwait(false);
        if (!found.Passed(out OpenRecovery? recovery, out Refusal? refusal))
        {
            return refusal.ToProblem();
        }

        return await staff.FindAnywhereAsync(recovery.User, cancel).ConfigureAwait(false) is { } account
            ? TypedResults.Ok(
                await passkeys
                    .OfferCreationAsync(Ceremony.Recovery(recovery), account.User, account.Name, context)
                    .ConfigureAwait(false)
            )
            : Problems.Of(ProblemCodes.NotFound);
    }

    private static async Task<Results<Ok<Session>, ProblemHttpResult>> HandleAsync(
        FinishRecoveryRequest request,
        ProvenKey key,
        FinishRecovery finish,
        KitRecovery kit,
        StaffStore staff,
        Passkeys passkeys,
        SignedIn signedIn,
        HttpContext context
    )
    {
        CancellationToken cancel = context.RequestAborted;
        Checked<OpenRecovery> found = await finish
            .FindReadyAsync(await kit.OrganisationOfAsync(key, cancel).ConfigureAwait(false), request.Recovery, cancel)
            .ConfigureAwait(false);
        if (!found.Passed(out OpenRecovery? recovery, out Refusal? refusal))
        {
            return refusal.ToProblem();
        }

        if (await staff.FindAnywhereAsync(recovery.User, cancel).ConfigureAwait(false) is not { } account)
        {
            return Problems.Of(ProblemCodes.NotFound);
        }

        Checked<NewPasskey> answer = await passkeys
            .VerifyCreationAsync(Ceremony.Recovery(recovery), request.Challenge, request.Credential, context)
            .ConfigureAwait(false);
        if (!answer.Passed(out NewPasskey? passkey, out refusal))
        {
            return refusal.ToProblem();
        }

        Verification verification = new(SignInMethod.Passkey, NetworkPlace.Of(context));
        Checked<StartedSession> outcome = await finish
            .StoreAsync(recovery, account, passkey, verification, cancel)
            .ConfigureAwait(false);
        return outcome.Passed(out StartedSession? started, out refusal)
            ? TypedResults.Ok(await signedIn.WelcomeAsync(context, account, started).ConfigureAwait(false))
            : refusal.ToProblem();
    }

    private async Task<Checked<OpenRecovery>> FindReadyAsync(
        Organisation? organisation,
        RecoveryId id,
        CancellationToken cancel
    )
    {
        OpenRecovery? recovery = organisation is null
            ? null
            : await recoveries.FindAsync(organisation.Id, id, cancel).ConfigureAwait(false);
        if (recovery is null)
        {
            return new Refusal(ProblemCodes.NotFound);
        }

        return recovery.IsReady(time.GetUtcNow()) ? recovery : new Refusal(ProblemCodes.RecoveryWaiting);
    }

    private Task<Checked<StartedSession>> StoreAsync(
        OpenRecovery recovery,
        StaffAccount account,
        NewPasskey passkey,
        Verification verification,
        CancellationToken cancel
    ) =>
        database.WriteAsync<Checked<StartedSession>>(
            transaction =>
            {
                StaffStore.LockWaysIn(transaction, account.Organisation, account.User);
                if (PasskeyStore.IsTaken(transaction, passkey))
                {
                    return new Refusal(ProblemCodes.Conflict);
                }

                bool isStillReady =
                    RecoveryStore.Find(transaction, account.Organisation, recovery.Id) is { } current
                    && current.IsReady(time.GetUtcNow())
                    && StaffStore.WorksHere(transaction, account.Organisation, account.User);
                if (!isStillReady || !recoveries.TryEnd(transaction, recovery))
                {
                    return new Refusal(ProblemCodes.NotFound);
                }

                invitations.EndOf(transaction, account.Organisation, account.User);
                WaysIn.RemoveAll(transaction, account.Organisation, account.User);
                endings.EndAll(transaction, account.Organisation, account.User, kept: null);
                apiTokens.EndAll(transaction, account.Organisation, account.User);
                passkeys.Add(transaction, account.Organisation, account.User, passkey);
                events.Append(
                    transaction,
                    account.Organisation,
                    account.User.ToString(),
                    SecurityEventKind.RecoveryFinished,
                    new EventSource(verification.Place),
                    new { recovery = recovery.Id }
                );
                return sessions.Begin(transaction, account, verification, before: null);
            },
            cancel
        );
}
