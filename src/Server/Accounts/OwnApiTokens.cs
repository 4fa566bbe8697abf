using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Directory;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>
/// Creates and revokes API tokens of the caller, each after a fresh verification: creating one lets a program in, and a
/// thief who found a session open must not stop the programs of its holder.
/// </summary>
internal sealed class OwnApiTokens(
    Database database,
    ApiTokens tokens,
    ApiTokenEndings endings,
    SecurityEvents events,
    TimeProvider time
)
{
    public static void Map(Routes routes)
    {
        routes
            .Post("/v1/api-tokens", Access.Staff, AuditKind.ApiTokenCreated, CreateAsync, proof: true, stepUp: true)
            .Refuses(ProblemCodes.NotFound, ProblemCodes.NotCertified, ProblemCodes.Quota);
        routes
            .Post(
                "/v1/api-tokens/{token}/revoke",
                Access.Staff,
                AuditKind.ApiTokenRevoked,
                RevokeAsync,
                proof: true,
                stepUp: true
            )
            .Refuses(ProblemCodes.NotFound);
    }

    private static async Task<Results<Created<ApiTokenCreated>, ProblemHttpResult>> CreateAsync(
        CreateApiTokenRequest request,
        StaffCaller caller,
        OwnApiTokens own,
        HttpContext context
    )
    {
        if (!Check(request).Passed(out NewApiToken? wanted, out Refusal? refusal))
        {
            return refusal.ToProblem();
        }

        Checked<ApiTokenCreated> outcome = await own.StoreAsync(
                caller,
                wanted,
                NetworkPlace.Of(context),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        return outcome.Passed(out ApiTokenCreated? created, out refusal)
            ? TypedResults.Created((string?)null, created)
            : refusal.ToProblem();
    }

    /// <summary>What can be said without looking anything up.</summary>
    private static Checked<NewApiToken> Check(CreateApiTokenRequest request)
    {
        if (PlainText.Clean(request.Name, Limits.ApiTokenNameCharacters) is not { } name)
        {
            return Refusal.Malformed("The token's name is not usable.");
        }

        if (request.Scopes.Count == 0 || request.Scopes.Distinct().Count() != request.Scopes.Count)
        {
            return Refusal.Malformed("A token has at least one scope, and none twice.");
        }

        if (request.Days is < 1 or > Limits.ApiTokenDays)
        {
            return Refusal.Malformed("A token lives 1 to 90 days.");
        }

        return new NewApiToken(name, request.Scopes, request.Device, TimeSpan.FromDays(request.Days));
    }

    private Task<Checked<ApiTokenCreated>> StoreAsync(
        StaffCaller caller,
        NewApiToken wanted,
        string place,
        CancellationToken cancel
    ) =>
        database.WriteAsync<Checked<ApiTokenCreated>>(
            transaction =>
            {
                if (!Sessions.StillHolds(transaction, caller))
                {
                    return new Refusal(ProblemCodes.Unauthenticated);
                }

                if (!DeviceStore.IsOf(transaction, caller.Organisation, caller.User, wanted.Device))
                {
                    return new Refusal(ProblemCodes.NotFound);
                }

                if (!IsCertified(transaction, caller.Organisation, wanted.Device))
                {
                    return new Refusal(ProblemCodes.NotCertified);
                }

                if (tokens.CountOf(transaction, caller.Organisation, caller.User) >= Limits.ApiTokens)
                {
                    return new Refusal(ProblemCodes.Quota);
                }

                ApiTokenCreated created = tokens.Create(transaction, caller, wanted);
                Tell(transaction, caller, SecurityEventKind.ApiTokenCreated, place, created.Id);
                return created;
            },
            cancel
        );

    private bool IsCertified(WriteTransaction transaction, OrganisationId organisation, DeviceId device) =>
        CertificateCurrency.IsCertified(
            CertificateStore.InForceOf(transaction, organisation, device),
            time.GetUtcNow()
        );

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        ApiTokenId token,
        EmptyRequest request,
        StaffCaller caller,
        OwnApiTokens own,
        HttpContext context
    )
    {
        bool revoked = await own.EndAsync(caller, token, NetworkPlace.Of(context), context.RequestAborted)
            .ConfigureAwait(false);
        return revoked ? TypedResults.NoContent() : Problems.Of(ProblemCodes.NotFound);
    }

    private Task<bool> EndAsync(StaffCaller caller, ApiTokenId token, string place, CancellationToken cancel) =>
        database.WriteAsync(
            transaction =>
            {
                bool ended = endings.End(transaction, caller.Organisation, caller.User, token);
                if (ended)
                {
                    Tell(transaction, caller, SecurityEventKind.ApiTokenRevoked, place, token);
                }

                return ended;
            },
            cancel
        );

    private void Tell(
        WriteTransaction transaction,
        StaffCaller caller,
        SecurityEventKind kind,
        string place,
        ApiTokenId token
    ) =>
        events.Append(
            transaction,
            caller.Organisation,
            caller.User.ToString(),
            kind,
            new EventSource(place, Device: caller.Device),
            new { token }
        );
}
