using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Directory;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>
/// Makes an organisation: all of it in one transaction or none. An organisation without an owner who can sign in, or an
/// owner without a certified device, would be a door that nobody can close.
/// </summary>
internal sealed class SetUp(
    Database database,
    SetUpLinks links,
    OrganisationStore organisations,
    StaffStore staff,
    PasskeyStore passkeys,
    DeviceStore devices,
    CertificateStore certificates,
    RevocationStore revocations,
    InboxStore inboxes,
    SignInSessions sessions,
    AuditLog audit,
    TimeProvider time
)
{
    public const string LinkHeader = "Sotto-Setup";

    public static void Map(Routes routes) =>
        routes
            .Post("/v1/setup", Access.SetUpLink, AuditKind.OrganisationCreated, HandleAsync, proof: true)
            .Refuses(
                ProblemCodes.ChallengeUsed,
                ProblemCodes.PasskeyRefused,
                ProblemCodes.NotCertified,
                ProblemCodes.Conflict
            );

    private static async Task<Results<Created<Session>, ProblemHttpResult>> HandleAsync(
        [FromHeader(Name = LinkHeader)] string? token,
        SetUpRequest request,
        ProvenKey key,
        SetUp setUp,
        SetUpLinks links,
        Passkeys passkeys,
        SignedIn signedIn,
        Gate gate,
        HttpContext context
    )
    {
        CancellationToken cancel = context.RequestAborted;
        if (token is null || await links.FindAsync(token, cancel).ConfigureAwait(false) is not { } organisation)
        {
            return Problems.Of(ProblemCodes.SetupUsed);
        }

        Checked<VerifiedSetUp> check = SetUpRules.Check(request, organisation, key, setUp.Now);
        if (!check.Passed(out VerifiedSetUp? verified, out Refusal? refusal))
        {
            return refusal.ToProblem();
        }

        Ceremony ceremony = Ceremony.SetUp(organisation, verified.Owner.User);
        Checked<NewPasskey> answer = await passkeys
            .VerifyCreationAsync(ceremony, request.Challenge, request.Credential, context)
            .ConfigureAwait(false);
        if (!answer.Passed(out NewPasskey? passkey, out refusal))
        {
            return refusal.ToProblem();
        }

        StaffCaller? before = await gate.SessionOfAsync(context).ConfigureAwait(false);
        Verification verification = new(SignInMethod.Passkey, NetworkPlace.Of(context));
        Checked<StartedSession> outcome = await setUp
            .StoreAsync(token, verified, passkey, before, verification, cancel)
            .ConfigureAwait(false);
        if (!outcome.Passed(out StartedSession? started, out refusal))
        {
            return refusal.ToProblem();
        }

        return TypedResults.Created(
            (string?)null,
            await signedIn.WelcomeAsync(context, verified.Owner, started).ConfigureAwait(false)
        );
    }

    private DateTimeOffset Now => time.GetUtcNow();

    private Task<Checked<StartedSession>> StoreAsync(
        string token,
        VerifiedSetUp setUp,
        NewPasskey passkey,
        StaffCaller? before,
        Verification verification,
        CancellationToken cancel
    ) =>
        database.WriteAsync<Checked<StartedSession>>(
            transaction =>
            {
                if (IdsAreTaken(transaction, setUp, passkey))
                {
                    return new Refusal(ProblemCodes.Conflict);
                }

                if (!links.TryUse(transaction, token))
                {
                    return new Refusal(ProblemCodes.SetupUsed);
                }

                organisations.Add(transaction, setUp.Organisation);
                staff.Add(transaction, setUp.Owner);
                passkeys.Add(transaction, setUp.Organisation.Id, setUp.Owner.User, passkey);
                inboxes.Add(transaction, setUp.Organisation.Id, setUp.Inbox);
                devices.Add(transaction, setUp.Device);
                certificates.AddIssuer(transaction, setUp.Issuer, setUp.IssuerText);
                certificates.Add(transaction, setUp.Certificate, setUp.CertificateText);
                revocations.Put(transaction, setUp.Revocations, setUp.RevocationsText);
                audit.Append(
                    transaction,
                    setUp.Organisation.Id,
                    AuditKind.OrganisationCreated,
                    setUp.Owner.User.ToString(),
                    new
                    {
                        owner = setUp.Owner.User,
                        device = setUp.Device.Id,
                        inbox = setUp.Inbox.Id,
                        issuer = setUp.Issuer.Key.Thumbprint,
                    }
                );
                return sessions.Begin(transaction, setUp.Owner, verification, before);
            },
            cancel
        );

    private static bool IdsAreTaken(WriteTransaction transaction, VerifiedSetUp setUp, NewPasskey passkey) =>
        OrganisationStore.IsTaken(transaction, setUp.Organisation.Root)
        || StaffStore.IsTaken(transaction, setUp.Owner.User)
        || PasskeyStore.IsTaken(transaction, passkey)
        || DeviceStore.IsTaken(transaction, setUp.Device)
        || InboxStore.IsTaken(transaction, setUp.Inbox.Id);
}
