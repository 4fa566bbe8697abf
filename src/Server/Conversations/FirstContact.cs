using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Accounts;
using Sotto.Server.Auditing;
using Sotto.Server.Configuration;
using Sotto.Server.Conversations.Events;
using Sotto.Server.Conversations.Following;
using Sotto.Server.Directory;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Conversations;

/// <summary>
/// A visitor's first message makes the conversation: group info, commit, Welcome and message are accepted together or
/// not at all.
/// </summary>
internal sealed class FirstContact(
    Database database,
    KeyStore keys,
    InboxStore inboxes,
    OrganisationStore organisations,
    FirstContactStore store,
    GroupFollower follower,
    Idempotency idempotency,
    EventHub hub,
    Quotas quotas,
    ServerSettings settings,
    TimeProvider time
)
{
    /// <summary>A first contact and what its verification found; without that it is a retry.</summary>
    private sealed record Submission(StartConversationRequest Request, FollowedStep? Step);

    private sealed record Outcome(ConversationStarted? Started, string? Refusal, string? Detail = null);

    /// <summary>What was remembered for the retry ended while it was on its way.</summary>
    private static readonly Outcome Forgotten = new(null, ProblemCodes.Conflict, "The first answer is forgotten.");

    private static readonly Outcome Taken = new(null, ProblemCodes.Conflict, "The conversation id is taken.");

    public static void Map(Routes routes) =>
        routes
            .Post(
                "/v1/inboxes/{inbox}/conversations",
                Access.AnyKey,
                AuditKind.ConversationStarted,
                HandleAsync,
                proof: true
            )
            .WithMetadata(new RequestSizeLimit(Limits.GroupMessageBytes))
            .Produces<ConversationStarted>(StatusCodes.Status201Created)
            .Refuses(
                ProblemCodes.NotFound,
                ProblemCodes.Conflict,
                ProblemCodes.NotCertified,
                ProblemCodes.IdempotencyMismatch,
                ProblemCodes.Quota
            );

    private static async Task<IResult> HandleAsync(
        InboxId inbox,
        StartConversationRequest request,
        IdempotencyKey key,
        ProvenKey proven,
        FirstContact firstContact,
        HttpContext context
    )
    {
        Outcome outcome = await firstContact
            .StartAsync(inbox, request, key, proven, Pipeline.AddressOf(context), context.RequestAborted)
            .ConfigureAwait(false);
        return outcome.Started is { } started
            ? TypedResults.Created($"/v1/conversations/{started.Conversation}", started)
            : Problems.Of(outcome.Refusal!, outcome.Detail);
    }

    private async Task<Outcome> StartAsync(
        InboxId inbox,
        StartConversationRequest request,
        IdempotencyKey key,
        ProvenKey proven,
        IPAddress address,
        CancellationToken cancel
    )
    {
        if (await inboxes.FindAsync(inbox, cancel).ConfigureAwait(false) is not { Organisation: var owner })
        {
            return new Outcome(null, ProblemCodes.NotFound);
        }

        if (CheckRequest(owner, request, proven) is { } broken)
        {
            return broken;
        }

        // A retry is answered from memory of the first try, so it must not be refused by the quota that the first used.
        bool isKnown = await idempotency.IsKnownAsync(owner, proven.Thumbprint, key.Id, cancel).ConfigureAwait(false);
        if (!isKnown && !TakeQuota(inbox, address))
        {
            return new Outcome(null, ProblemCodes.Quota);
        }

        Organisation organisation = await organisations.GetAsync(owner, cancel).ConfigureAwait(false);
        FollowedStep? step = null;
        Refusal? refusal = null;
        if (!isKnown)
        {
            // Nor by a certificate that has ended since.
            Checked<FollowedStep> verified = await follower
                .BeginAsync(organisation, inbox, request, proven, cancel)
                .ConfigureAwait(false);
            _ = verified.Passed(out step, out refusal);
        }

        return refusal is null
            ? await StoreAsync(organisation, inbox, new Submission(request, step), key, proven, cancel)
                .ConfigureAwait(false)
            : new Outcome(null, refusal.Code, refusal.Detail);
    }

    private async Task<Outcome> StoreAsync(
        Organisation owner,
        InboxId inbox,
        Submission submission,
        IdempotencyKey key,
        ProvenKey proven,
        CancellationToken cancel
    )
    {
        StartConversationRequest request = submission.Request;
        OrganisationId organisation = owner.Id;
        // A key without a conversation protects nothing and harms nothing, so it may be left over when the rest fails.
        StorageKey? storage = await keys.CreateAsync(organisation.ToString(), request.Conversation.ToString(), cancel)
            .ConfigureAwait(false);
        if (storage is null)
        {
            return Taken;
        }

        byte[] hash = Idempotency.HashOf($"conversations {inbox}", request);
        return await database
            .WriteAsync(
                transaction =>
                {
                    Idempotency.Answer<ConversationStarted>? earlier = Idempotency.Find<ConversationStarted>(
                        transaction,
                        organisation,
                        proven.Thumbprint,
                        key.Id,
                        hash
                    );
                    if (earlier is not null)
                    {
                        return earlier.Mismatch
                            ? new Outcome(null, ProblemCodes.IdempotencyMismatch)
                            : new Outcome(earlier.Reply, null);
                    }

                    Outcome outcome = Accept(transaction, owner, inbox, submission, proven, storage);
                    if (outcome.Started is { } started)
                    {
                        idempotency.Remember(transaction, organisation, proven.Thumbprint, key.Id, hash, started);
                    }
                    else
                    {
                        transaction.Undo();
                    }

                    return outcome;
                },
                cancel
            )
            .ConfigureAwait(false);
    }

    private Outcome Accept(
        WriteTransaction transaction,
        Organisation owner,
        InboxId inbox,
        Submission submission,
        ProvenKey proven,
        StorageKey storage
    )
    {
        if (submission.Step is not { } step)
        {
            return Forgotten;
        }

        StartConversationRequest request = submission.Request;
        OrganisationId organisation = owner.Id;
        DateTimeOffset at = MessageSender.TimeOf(time.GetUtcNow());
        // Here and not before: a retry is answered from memory, also when the token has ended by then.
        if (UseToken(transaction, owner, request, proven, at) is { } refusal)
        {
            return new Outcome(null, refusal.Code, refusal.Detail);
        }

        IReadOnlyList<Bytes> invited = Framing.InvitedBy(request.Welcome.Span);
        IReadOnlyList<DeviceId>? devices = FirstContactStore.Invite(
            transaction,
            organisation,
            inbox,
            proven.Thumbprint,
            invited
        );
        if (devices is null)
        {
            return new Outcome(
                null,
                ProblemCodes.Conflict,
                "A key package was not taken by this caller, or was used already."
            );
        }

        if (!FirstContactStore.TryAddCustomer(transaction, organisation, request, proven, at))
        {
            return new Outcome(null, ProblemCodes.Conflict, "The customer or device id belongs to somebody else.");
        }

        if (!store.TryAddConversation(transaction, organisation, inbox, request, step, devices, storage, at))
        {
            return Taken;
        }

        Publish(transaction, request, devices);
        return new Outcome(new ConversationStarted(request.Conversation, 2, at), null);
    }

    private static Refusal? UseToken(
        WriteTransaction transaction,
        Organisation owner,
        StartConversationRequest request,
        ProvenKey proven,
        DateTimeOffset at
    )
    {
        if (!FounderCredential.Read(request).Passed(out Credential.OfCustomer? credential, out Refusal? refusal))
        {
            return refusal;
        }

        return credential.Token is { } token ? CompanyTokens.Use(transaction, owner, token, proven.Key, at) : null;
    }

    /// <summary>Members read both events from the store: to some the first is a Welcome, to the founder a commit.</summary>
    private void Publish(
        WriteTransaction transaction,
        StartConversationRequest request,
        IReadOnlyList<DeviceId> devices
    )
    {
        List<DeviceId> members = [.. devices, request.Device];
        transaction.WhenCommitted(() => hub.Publish(members, request.Conversation, 2, frame: null));
    }

    private Outcome? CheckRequest(OrganisationId organisation, StartConversationRequest request, ProvenKey proven)
    {
        if (Framing.CheckFirstContact(request) is { } broken)
        {
            return new Outcome(null, ProblemCodes.Malformed, broken);
        }

        if (request.Message.Commitment.Length != Limits.CommitmentBytes)
        {
            return new Outcome(null, ProblemCodes.Malformed, "A franking commitment has 32 bytes.");
        }

        try
        {
            VerifiedCustomer customer = VerifiedCustomer.Verify(
                request.Credential,
                organisation,
                proven.Key,
                time.GetUtcNow()
            );
            bool isSame = customer.Customer == request.Customer && customer.Device == request.Device;
            return isSame
                ? null
                : new Outcome(null, ProblemCodes.NotCertified, "The credential names another customer or device.");
        }
        catch (ProtocolException error)
        {
            return new Outcome(null, ProblemCodes.NotCertified, error.Message);
        }
    }

    private bool TakeQuota(InboxId inbox, IPAddress address) =>
        quotas.TryTake(
            1,
            new Allowance("conversations of", address.ToString(), settings.Quotas.ConversationsPerAddress),
            new Allowance("conversations in", inbox.ToString(), settings.Quotas.ConversationsPerInbox)
        );
}
