using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Conversations.Following;
using Sotto.Server.Directory;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Conversations;

/// <summary>What a first contact writes.</summary>
internal sealed class FirstContactStore(AuditLog audit)
{
    /// <summary>
    /// The devices whose key packages the Welcome uses: each taken by this caller for this inbox, each used once. Null,
    /// and nothing used, when one is not.
    /// </summary>
    public static IReadOnlyList<DeviceId>? Invite(
        WriteTransaction transaction,
        OrganisationId organisation,
        InboxId inbox,
        string takenBy,
        IReadOnlyList<Bytes> references
    )
    {
        List<DeviceId> devices = [];
        foreach (Bytes reference in references)
        {
            if (KeyPackageTakings.Use(transaction, organisation, inbox, takenBy, reference) is not { } device)
            {
                return null;
            }

            devices.Add(device);
        }

        return devices.Distinct().Count() == devices.Count ? devices : null;
    }

    /// <summary>Registers a new customer and device, or recognises the same ones; false when either belongs to another key.</summary>
    public static bool TryAddCustomer(
        WriteTransaction transaction,
        OrganisationId organisation,
        StartConversationRequest request,
        ProvenKey proven,
        DateTimeOffset at
    ) => CustomerDevices.TryAdd(transaction, organisation, request.Customer, request.Device, proven.Key, at);

    public bool TryAddConversation(
        WriteTransaction transaction,
        OrganisationId organisation,
        InboxId inbox,
        StartConversationRequest request,
        FollowedStep step,
        IReadOnlyList<DeviceId> devices,
        StorageKey storage,
        DateTimeOffset at
    )
    {
        string conversation = request.Conversation.ToString();
        int added = transaction.Execute(
            "INSERT INTO conversations (conversation_id, organisation_id, inbox_id, customer_id, status, group_number, epoch, "
                + "first_message_epoch, last_sequence, forgotten_sequence, created_at, last_activity_at) VALUES (@conversation, "
                + "@organisation, @inbox, @customer, 'Open', 0, 1, 1, 0, 0, @now, @now) ON CONFLICT DO NOTHING",
            new
            {
                conversation,
                organisation = organisation.ToString(),
                inbox = inbox.ToString(),
                customer = request.Customer.ToString(),
                now = at.ToUnixTimeMilliseconds(),
            }
        );
        if (added == 0)
        {
            return false;
        }

        AddMembers(transaction, organisation, request, devices);
        AddEvents(transaction, organisation, inbox, request, step, storage, at);
        audit.Append(
            transaction,
            organisation,
            AuditKind.ConversationStarted,
            request.Customer.ToString(),
            new
            {
                conversation = request.Conversation,
                inbox,
                devices,
            }
        );
        return true;
    }

    private static void AddMembers(
        WriteTransaction transaction,
        OrganisationId organisation,
        StartConversationRequest request,
        IReadOnlyList<DeviceId> devices
    )
    {
        // The founder was there before the first event, everybody else enters by it.
        AddMember(transaction, organisation, request.Conversation, request.Device, joined: 0);
        foreach (DeviceId device in devices)
        {
            AddMember(transaction, organisation, request.Conversation, device, joined: 1);
        }
    }

    private static void AddMember(
        WriteTransaction transaction,
        OrganisationId organisation,
        ConversationId conversation,
        DeviceId device,
        long joined
    ) =>
        transaction.Execute(
            "INSERT INTO conversation_members (conversation_id, organisation_id, device_id, joined_sequence, cursor_sequence) "
                + "VALUES (@conversation, @organisation, @device, @joined, 0)",
            new
            {
                conversation = conversation.ToString(),
                organisation = organisation.ToString(),
                device = device.ToString(),
                joined,
            }
        );

    private static void AddEvents(
        WriteTransaction transaction,
        OrganisationId organisation,
        InboxId inbox,
        StartConversationRequest request,
        FollowedStep step,
        StorageKey storage,
        DateTimeOffset at
    )
    {
        string conversation = request.Conversation.ToString();
        string message = request.Message.Id.ToString();
        long now = at.ToUnixTimeMilliseconds();
        ConversationRow row = NewRow(organisation, inbox, request, now);
        NewEvent commit = new(
            EventKind.Commit,
            request.Device.ToString(),
            0,
            Body: storage.Wrap(Places.Commit(conversation), 0, request.Commit.Span)
        );
        NewEvent first = new(
            EventKind.Message,
            request.Device.ToString(),
            1,
            message,
            [],
            Body: storage.Wrap(Places.Message(conversation, message), 1, request.Message.PrivateMessage.Span),
            Commitment: request.Message.Commitment.ToArray()
        );
        long sequence = ConversationStore.Append(transaction, row, commit, now);
        ConversationStore.Append(transaction, row, first, now);
        transaction.Execute(
            "INSERT INTO welcomes (conversation_id, organisation_id, sequence, body) "
                + "VALUES (@conversation, @organisation, @sequence, @welcome)",
            new
            {
                conversation,
                organisation = organisation.ToString(),
                sequence,
                welcome = storage.Wrap(Places.Welcome(conversation), 1, request.Welcome.Span),
            }
        );
        GroupStates.Put(transaction, organisation, request.Conversation, step, storage);
    }

    private static ConversationRow NewRow(
        OrganisationId organisation,
        InboxId inbox,
        StartConversationRequest request,
        long now
    ) =>
        new(
            request.Conversation.ToString(),
            organisation.ToString(),
            inbox.ToString(),
            request.Customer.ToString(),
            nameof(ConversationStatus.Open),
            0,
            1,
            1,
            0,
            0,
            now,
            now,
            null,
            0,
            0,
            null
        );
}
