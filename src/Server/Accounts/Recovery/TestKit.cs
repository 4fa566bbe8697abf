using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Configuration;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.Recovery;

/// <summary>
/// Notes that the owner still has the printed kit and that it is the right one. Their browser derives the root key from what
/// was typed and proves it as it would in a recovery, so that nobody counts a kit as tested which was not there.
/// </summary>
internal sealed class TestKit(
    Database database,
    KitTestStore tests,
    OrganisationStore organisations,
    DpopNonces nonces,
    ServerSettings settings,
    AuditLog audit,
    TimeProvider time
)
{
    private const string Route = "/v1/kit/tests";

    public static void Map(Routes routes)
    {
        routes.Get("/v1/kit", Access.Owner, ViewAsync);
        routes
            .Post(Route, Access.Owner, AuditKind.KitTested, HandleAsync, proof: true)
            .Refuses(ProblemCodes.Malformed, ProblemCodes.NotFound, ProblemCodes.ChallengeUsed);
    }

    private static async Task<Ok<KitState>> ViewAsync(
        StaffCaller caller,
        KitTestStore tests,
        CancellationToken cancel
    ) => TypedResults.Ok(await tests.GetAsync(caller.Organisation, cancel).ConfigureAwait(false));

    private static async Task<Results<Ok<KitState>, ProblemHttpResult>> HandleAsync(
        KitTestRequest request,
        StaffCaller caller,
        TestKit test,
        CancellationToken cancel
    )
    {
        if (await test.RefuseAsync(caller, request.Proof, cancel).ConfigureAwait(false) is { } refusal)
        {
            return refusal.ToProblem();
        }

        Checked<KitState> outcome = await test.StoreAsync(caller, cancel).ConfigureAwait(false);
        return outcome.Passed(out KitState? state, out Refusal? refused) ? TypedResults.Ok(state) : refused.ToProblem();
    }

    /// <summary>Null when the root of the caller's organisation made the proof, for this request and just now.</summary>
    private async Task<Refusal?> RefuseAsync(StaffCaller caller, string text, CancellationToken cancel)
    {
        DpopProof proof;
        try
        {
            DpopRequest request = new(HttpMethods.Post, settings.PublicOrigin + Route);
            proof = DpopProof.Verify(text, request, time.GetUtcNow());
        }
        catch (JoseException)
        {
            return new Refusal(ProblemCodes.Malformed);
        }

        Organisation organisation = await organisations.GetAsync(caller.Organisation, cancel).ConfigureAwait(false);
        if (proof.Key.Raw != organisation.Root)
        {
            return new Refusal(ProblemCodes.NotFound);
        }

        // Last, so that a proof that fails for another reason does not use its nonce up.
        return nonces.TryUse(proof.Nonce) ? null : new Refusal(ProblemCodes.ChallengeUsed);
    }

    private Task<Checked<KitState>> StoreAsync(StaffCaller caller, CancellationToken cancel) =>
        database.WriteAsync<Checked<KitState>>(
            transaction =>
            {
                if (!Sessions.StillHolds(transaction, caller))
                {
                    return new Refusal(ProblemCodes.Unauthenticated);
                }

                tests.Put(transaction, caller.Organisation, caller.User);
                audit.Append(
                    transaction,
                    caller.Organisation,
                    AuditKind.KitTested,
                    caller.User.ToString(),
                    new { device = caller.Device }
                );
                return KitTestStore.Get(transaction, caller.Organisation);
            },
            cancel
        );
}
