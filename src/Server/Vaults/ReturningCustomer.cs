using System.Net;
using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Configuration;
using Sotto.Server.Directory;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Vaults;

/// <summary>
/// Makes a new device one of the customer whose vault it can open. What shows that it can is a secret derived from the way
/// in; the way's id, which is public to the server, opens nothing.
/// </summary>
internal sealed class ReturningCustomer(
    Database database,
    InboxStore inboxes,
    AuditLog audit,
    Quotas quotas,
    ServerSettings settings,
    TimeProvider time
)
{
    public static void Map(Routes routes) =>
        routes
            .Post(
                "/v1/inboxes/{inbox}/returning-customers",
                Access.AnyKey,
                AuditKind.CustomerReturned,
                HandleAsync,
                proof: true
            )
            .Produces<ReturnedCustomer>()
            .Refuses(ProblemCodes.NotFound, ProblemCodes.NotCertified, ProblemCodes.Conflict, ProblemCodes.Quota);

    private static async Task<IResult> HandleAsync(
        InboxId inbox,
        ReturnCustomerRequest request,
        ProvenKey proven,
        ReturningCustomer returning,
        HttpContext context
    )
    {
        IPAddress address = Pipeline.AddressOf(context);
        Checked<ReturnedCustomer> outcome = await returning
            .ReturnAsync(inbox, request, proven, address, context.RequestAborted)
            .ConfigureAwait(false);
        return outcome.Passed(out ReturnedCustomer? returned, out Refusal? refusal)
            ? TypedResults.Ok(returned)
            : refusal.ToProblem();
    }

    private async Task<Checked<ReturnedCustomer>> ReturnAsync(
        InboxId inbox,
        ReturnCustomerRequest request,
        ProvenKey proven,
        IPAddress address,
        CancellationToken cancel
    )
    {
        if (await inboxes.FindAsync(inbox, cancel).ConfigureAwait(false) is not { Organisation: var organisation })
        {
            return new Refusal(ProblemCodes.NotFound);
        }

        if (Check(organisation, request, proven, address) is { } broken)
        {
            return broken;
        }

        byte[] access = SHA256.HashData(request.Access.Span);
        Checked<Owner> admitted = await database
            .WriteAsync(transaction => Admit(transaction, organisation, request, access, proven.Key), cancel)
            .ConfigureAwait(false);
        if (!admitted.Passed(out Owner? customer, out Refusal? refusal))
        {
            return refusal;
        }

        Vault vault = await VaultStore
            .ReadAsync(database, organisation, customer.Id.ToString(), cancel)
            .ConfigureAwait(false);
        return new ReturnedCustomer(customer.Id, vault);
    }

    /// <summary>What does not depend on whether there is such a way, so that no answer here tells.</summary>
    private Refusal? Check(
        OrganisationId organisation,
        ReturnCustomerRequest request,
        ProvenKey proven,
        IPAddress address
    )
    {
        if (request.Access.Length != Limits.VaultAccessBytes)
        {
            return Refusal.Malformed("An access secret has 32 bytes.");
        }

        try
        {
            // Whoever returns does not know yet who they are here: the pseudonym is the one that the device made for itself.
            VerifiedCustomer self = VerifiedCustomer.Verify(
                request.Credential,
                organisation,
                proven.Key,
                time.GetUtcNow()
            );
            if (self.Device != request.Device)
            {
                return new Refusal(ProblemCodes.NotCertified, "The credential names another device.");
            }
        }
        catch (ProtocolException error)
        {
            return new Refusal(ProblemCodes.NotCertified, error.Message);
        }

        Allowance allowance = new("returns of", address.ToString(), settings.Quotas.ConversationsPerAddress);
        return quotas.TryTake(1, allowance) ? null : new Refusal(ProblemCodes.Quota);
    }

    private sealed record Owner(CustomerId Id);

    private Checked<Owner> Admit(
        WriteTransaction transaction,
        OrganisationId organisation,
        ReturnCustomerRequest request,
        byte[] access,
        Ed25519PublicKey key
    )
    {
        if (VaultStore.FindCustomer(transaction, organisation, request.Way, access) is not { } customer)
        {
            return new Refusal(ProblemCodes.NotFound);
        }

        DateTimeOffset now = time.GetUtcNow();
        switch (CustomerDevices.AddFurther(transaction, organisation, customer, request.Device, key, now))
        {
            case AddedDevice.Taken:
                return new Refusal(ProblemCodes.Conflict, "The device belongs to somebody already.");
            case AddedDevice.TooMany:
                return new Refusal(ProblemCodes.Quota);
            case AddedDevice.Added:
                object facts = new { device = request.Device, way = request.Way };
                audit.Append(transaction, organisation, AuditKind.CustomerReturned, customer.ToString(), facts);
                break;
        }

        return new Owner(customer);
    }
}
